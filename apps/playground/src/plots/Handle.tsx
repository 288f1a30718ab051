import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useRef } from "preact/hooks";
import { useFrame } from "./Chart.tsx";
import { type Point, paint } from "./marks.tsx";

export type HandleProps = {
  /** What is moved, for those who hear it. */
  readonly label: string;
  readonly at: Point;
  /** Called with where it was dragged to, within the axes. */
  readonly onMove: (to: Point) => void;
  /** How far an arrow key moves it, in the units of x; ten times as far with Shift. */
  readonly step: number;
  /** In which directions it goes: along x when absent. */
  readonly direction?: "x" | "both";
  /** What it says of its place. */
  readonly text?: string;
  readonly color?: string;
};

/** A knob that can be dragged, or moved with the arrow keys. */
export function Handle({
  label,
  at,
  onMove,
  step,
  direction = "x",
  text,
  color = "value",
}: HandleProps): JSX.Element {
  const frame = useFrame();
  const group = useRef<SVGGElement>(null);
  const [left, right] = frame.x.domain();
  const [bottom, top] = frame.y.domain();
  const move = (x: number, y: number): void => {
    onMove([
      Math.min(right, Math.max(left, x)),
      direction === "x" ? at[1] : Math.min(top, Math.max(bottom, y)),
    ]);
  };

  const drag = (event: TargetedPointerEvent<SVGGElement>): void => {
    const plot = group.current?.parentElement as unknown as SVGGElement | null;
    const matrix = plot?.getScreenCTM()?.inverse();
    if (matrix === undefined) return;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    const round = (value: number): number => Number((Math.round(value / step) * step).toPrecision(12));
    move(round(frame.x.invert(place.x)), round(frame.y.invert(place.y)));
  };

  const press = (event: TargetedKeyboardEvent<SVGGElement>): void => {
    const far = event.shiftKey ? 10 * step : step;
    const moves: Readonly<Record<string, Point>> = {
      ArrowLeft: [-far, 0],
      ArrowRight: [far, 0],
      ArrowUp: direction === "x" ? [far, 0] : [0, far],
      ArrowDown: direction === "x" ? [-far, 0] : [0, -far],
      PageUp: [10 * step, 0],
      PageDown: [-10 * step, 0],
      Home: [left - at[0], 0],
      End: [right - at[0], 0],
    };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(Number((at[0] + by[0]).toPrecision(12)), Number((at[1] + by[1]).toPrecision(12)));
  };

  return (
    <g
      ref={group}
      class="handle"
      role="slider"
      tabindex={0}
      aria-label={label}
      aria-valuemin={left}
      aria-valuemax={right}
      aria-valuenow={at[0]}
      aria-valuetext={text}
      transform={`translate(${frame.x(at[0])} ${frame.y(at[1])})`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) drag(event);
      }}
      onKeyDown={press}
    >
      <circle class="reach" r={22} />
      <circle class="knob" r={9} style={{ fill: paint(color) }} />
    </g>
  );
}
