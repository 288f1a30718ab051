import type { JSX, TargetedPointerEvent } from "preact";
import { useRef } from "preact/hooks";
import type { Stroke } from "./strokes.ts";
import { padWidth } from "./useDigits.ts";

export type PadProps = {
  readonly strokes: readonly Stroke[];
  readonly onDraw: (strokes: readonly Stroke[]) => void;
};

/** A square to draw on, with the mouse, a pen or a finger. */
export function Pad({ strokes, onDraw }: PadProps): JSX.Element {
  const isDrawing = useRef(false);
  // Several moves may come before the next picture.
  const latest = useRef(strokes);
  latest.current = strokes;
  const draw = (next: readonly Stroke[]): void => {
    latest.current = next;
    onDraw(next);
  };
  const placesOf = (event: TargetedPointerEvent<SVGSVGElement>): Stroke => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect();
    const scale = padWidth / width;
    const events = event.getCoalescedEvents?.() ?? [];
    return (events.length === 0 ? [event] : events).map(({ clientX, clientY }) => [
      (clientX - left) * scale,
      (clientY - top) * scale,
    ]);
  };
  return (
    <svg
      class="pad"
      viewBox={`0 0 ${padWidth} ${padWidth}`}
      role="img"
      aria-label="Drawing pad. Without a pointer, choose one of the test digits beside it."
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        isDrawing.current = true;
        draw([...latest.current, placesOf(event)]);
      }}
      onPointerMove={(event) => {
        if (!isDrawing.current) return;
        const last = latest.current[latest.current.length - 1] ?? [];
        draw([...latest.current.slice(0, -1), [...last, ...placesOf(event)]]);
      }}
      onPointerUp={() => {
        isDrawing.current = false;
      }}
      onPointerCancel={() => {
        isDrawing.current = false;
      }}
    >
      {strokes.length === 0 ? (
        <text x={padWidth / 2} y={padWidth / 2} text-anchor="middle">
          draw a digit
        </text>
      ) : null}
      {strokes.map((stroke, i) => (
        <polyline
          key={i}
          points={[...stroke, stroke[stroke.length - 1]].map((point) => point.join()).join(" ")}
        />
      ))}
    </svg>
  );
}
