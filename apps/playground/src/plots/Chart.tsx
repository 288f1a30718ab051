import { useSignal } from "@preact/signals";
import { type ScaleLinear, scaleLinear, scaleLog } from "d3-scale";
import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";

/** One axis: from where to where, and what is measured. */
export type Axis = {
  readonly domain: readonly [number, number];
  readonly label: string;
  /** "log" for what spans several powers of ten; the domain is above 0 then. */
  readonly scale?: "linear" | "log";
  /** About how many, or exactly which. */
  readonly ticks?: number | number[];
  readonly format?: (value: number) => string;
};

export type Scale = Pick<ScaleLinear<number, number>, "invert" | "domain" | "range"> &
  ((value: number) => number);

/** How numbers become places in the chart around: for marks. Places are in pixels from the top left of the plot. */
export type Frame = { readonly x: Scale; readonly y: Scale; readonly width: number; readonly height: number };

const FrameContext = createContext<Frame | null>(null);

/** The chart around a mark. */
export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (frame === null) throw new Error("A mark needs a <Chart> around it.");
  return frame;
}

export type ChartProps = {
  /** What it shows, for those who hear it. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  /** In pixels; the width is that of the figure. */
  readonly height?: number;
  /** One unit of x as long as one of y: the height follows from the width. */
  readonly square?: boolean;
  /** Without axes, for small pictures. */
  readonly bare?: boolean;
  /** A canvas below the marks, such as a <Heatmap>. */
  readonly underlay?: ComponentChildren;
  readonly children?: ComponentChildren;
};

const margins = { top: 26, right: 16, bottom: 40, left: 56 };
const none = { top: 6, right: 6, bottom: 6, left: 6 };

/** Axes, and marks between them: curves, dots, handles ... */
export function Chart(props: ChartProps): JSX.Element {
  const { label, height = 280, square = false, bare = false, underlay, children } = props;
  const box = useRef<HTMLDivElement>(null);
  const outerWidth = useSignal(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    outerWidth.value = element.clientWidth;
    const observer = new ResizeObserver(() => {
      outerWidth.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const margin = bare ? none : margins;
  const width = Math.max(40, outerWidth.value - margin.left - margin.right);
  const [left, right] = props.x.domain;
  const [bottom, top] = props.y.domain;
  const inner = square ? (width * (top - bottom)) / (right - left) : height - margin.top - margin.bottom;
  const outerHeight = inner + margin.top + margin.bottom;
  const frame: Frame = {
    x: scaleOf(props.x, [0, width]),
    y: scaleOf(props.y, [inner, 0]),
    width,
    height: inner,
  };
  return (
    <div class="chart" ref={box} style={square ? undefined : { height: `${height}px` }}>
      {outerWidth.value === 0 ? null : (
        <FrameContext.Provider value={frame}>
          {underlay === undefined ? null : (
            <div
              class="underlay"
              style={{
                position: "absolute",
                left: `${margin.left}px`,
                top: `${margin.top}px`,
                width: `${width}px`,
                height: `${inner}px`,
              }}
            >
              {underlay}
            </div>
          )}
          <svg
            width={outerWidth.value}
            height={outerHeight}
            role="group"
            aria-label={label}
            style={{ position: "relative" }}
          >
            <g transform={`translate(${margin.left} ${margin.top})`}>
              {bare ? null : <Axes x={props.x} y={props.y} />}
              {children}
            </g>
          </svg>
        </FrameContext.Provider>
      )}
    </div>
  );
}

function scaleOf(axis: Axis, range: readonly [number, number]): Scale {
  const scale = axis.scale === "log" ? scaleLog() : scaleLinear();
  return scale.domain(axis.domain).range(range);
}

function Axes({ x, y }: { readonly x: Axis; readonly y: Axis }): JSX.Element {
  const frame = useFrame();
  const few = Math.max(2, Math.min(8, Math.floor(frame.width / 80)));
  return (
    <g class="axis" aria-hidden="true">
      {ticksOf(x, few).map(({ at, text }) => (
        <g key={`x${at}`} transform={`translate(${frame.x(at)} 0)`}>
          <line y2={frame.height} />
          <text y={frame.height + 16} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
      {ticksOf(y, Math.max(2, Math.floor(frame.height / 45))).map(({ at, text }) => (
        <g key={`y${at}`} transform={`translate(0 ${frame.y(at)})`}>
          <line x2={frame.width} />
          <text x={-8} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      <text class="axis-label" x={frame.width} y={frame.height + 34} text-anchor="end">
        {isReversed(x) ? `← ${x.label}` : `${x.label} →`}
      </text>
      <text class="axis-label" x={-48} y={-13} text-anchor="start">
        {isReversed(y) ? "↓" : "↑"} {y.label}
      </text>
    </g>
  );
}

const isReversed = ({ domain: [first, last] }: Axis): boolean => first > last;

function ticksOf(axis: Axis, count: number): { at: number; text: string }[] {
  const scale = (axis.scale === "log" ? scaleLog() : scaleLinear()).domain(axis.domain);
  const wanted = typeof axis.ticks === "number" ? axis.ticks : count;
  const ticks = Array.isArray(axis.ticks) ? axis.ticks : scale.ticks(wanted);
  const format = axis.format ?? scale.tickFormat(wanted);
  return ticks.map((at) => ({ at, text: format(at) })).filter(({ text }) => text !== "");
}
