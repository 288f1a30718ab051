import { line } from "d3-shape";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { useFrame } from "./Chart.tsx";

/** A place in a chart, in its units. */
export type Point = readonly [x: number, y: number];

/** A color by its name in tokens.css. */
export const paint = (color: string): string => `var(--${color})`;

const isFinitePoint = ([x, y]: Point): boolean => Number.isFinite(x) && Number.isFinite(y);

export type CurveProps = {
  readonly points: readonly Point[];
  readonly color?: string;
  readonly dashed?: boolean;
  readonly width?: number;
  /** Only the part between the axes is drawn. */
  readonly clip?: boolean;
};

/** A line through points; where one is not finite, it is interrupted. */
export function Curve({
  points,
  color = "value",
  dashed = false,
  width = 2.25,
  clip = true,
}: CurveProps): JSX.Element {
  const frame = useFrame();
  const id = useId();
  const path = line<Point>()
    .x(([x]) => frame.x(x))
    .y(([, y]) => frame.y(y))
    .defined(isFinitePoint)(points);
  return (
    <g clip-path={clip ? `url(#${id})` : undefined}>
      {clip ? (
        <clipPath id={id}>
          <rect x={-2} y={-2} width={frame.width + 4} height={frame.height + 4} />
        </clipPath>
      ) : null}
      <path
        class="curve"
        d={path ?? ""}
        style={{ stroke: paint(color), strokeWidth: width, strokeDasharray: dashed ? "5 4" : undefined }}
      />
    </g>
  );
}

export type DotsProps = {
  readonly points: readonly Point[];
  readonly color?: string | ((index: number) => string);
  readonly radius?: number;
  readonly hollow?: boolean;
};

/** A dot for each point. */
export function Dots({ points, color = "value", radius = 4, hollow = false }: DotsProps): JSX.Element {
  const frame = useFrame();
  return (
    <g aria-hidden="true">
      {points.map((point, i) => {
        if (!isFinitePoint(point)) return null;
        const shade = paint(typeof color === "string" ? color : color(i));
        return (
          <circle
            key={i}
            cx={frame.x(point[0])}
            cy={frame.y(point[1])}
            r={radius}
            style={
              hollow
                ? { fill: "var(--card)", stroke: shade, strokeWidth: 2 }
                : { fill: shade, stroke: "var(--card)", strokeWidth: 1 }
            }
          />
        );
      })}
    </g>
  );
}

/** A dashed line across the chart, at one x or one y. */
export function Rule({
  x,
  y,
  color,
}: {
  readonly x?: number;
  readonly y?: number;
  readonly color?: string;
}): JSX.Element {
  const frame = useFrame();
  const style = color === undefined ? undefined : { stroke: paint(color) };
  return x === undefined ? (
    <line class="rule" x2={frame.width} y1={frame.y(y ?? 0)} y2={frame.y(y ?? 0)} style={style} />
  ) : (
    <line class="rule" x1={frame.x(x)} x2={frame.x(x)} y2={frame.height} style={style} />
  );
}

export type NoteProps = {
  readonly at: Point;
  /** In pixels from the point. */
  readonly offset?: readonly [x: number, y: number];
  readonly anchor?: "start" | "middle" | "end";
  readonly color?: string;
  readonly children: ComponentChildren;
};

/** Words at a place in the chart. */
export function Note({ at, offset = [0, 0], anchor = "start", color, children }: NoteProps): JSX.Element {
  const frame = useFrame();
  return (
    <text
      class="note"
      x={frame.x(at[0]) + offset[0]}
      y={frame.y(at[1]) + offset[1]}
      text-anchor={anchor}
      style={color === undefined ? undefined : { fill: paint(color) }}
    >
      {children}
    </text>
  );
}

/** An arrow from one place to another. */
export function Arrow({
  from,
  to,
  color = "gradient",
}: {
  readonly from: Point;
  readonly to: Point;
  readonly color?: string;
}): JSX.Element | null {
  const frame = useFrame();
  const [x0, y0, x1, y1] = [frame.x(from[0]), frame.y(from[1]), frame.x(to[0]), frame.y(to[1])];
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 1)) return null;
  const head = Math.min(10, length / 2);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - ux * head, y1 - uy * head];
  const side = head * 0.45;
  const corners = [
    [x1, y1],
    [bx - uy * side, by + ux * side],
    [bx + uy * side, by - ux * side],
  ];
  return (
    <g aria-hidden="true">
      <line x1={x0} y1={y0} x2={bx} y2={by} style={{ stroke: paint(color), strokeWidth: 2.5 }} />
      <polygon points={corners.map((corner) => corner.join(",")).join(" ")} style={{ fill: paint(color) }} />
    </g>
  );
}
