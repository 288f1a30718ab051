import { type Signal, useSignal } from "@preact/signals";
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { theme } from "../shell/theme.ts";
import { drawSurface } from "./drawSurface.ts";
import type { Field } from "./field.ts";
import type { Point } from "./marks.tsx";
import type { View } from "./projection.ts";
import { useWidth } from "./useWidth.ts";

/** A way over a surface, seen from above. */
export type SurfacePath = {
  readonly points: readonly Point[];
  /** Names of colors in tokens.css. */
  readonly color: string;
};

export type SurfaceProps = {
  /** What it shows, for those who hear it. */
  readonly label: string;
  readonly of: Field;
  /** Names of the two numbers and of the height. */
  readonly axes: readonly [x: string, y: string, height: string];
  readonly paths?: readonly SurfacePath[];
  /** The height that is drawn at the top of the box: what is higher is cut off. */
  readonly top?: number;
  readonly view?: View;
  /** In pixels. */
  readonly height?: number;
};

/** A function of two numbers as a landscape, which can be turned by dragging or with the arrow keys. */
export function Surface(props: SurfaceProps): JSX.Element {
  const { label, of, axes, paths = [], top = of.high, height = 320 } = props;
  const first = props.view ?? { turn: -35, tilt: 50 };
  const view: Signal<View> = useSignal(first);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas).value;
  /** Where the pointer was last. */
  const held = useRef<Point>([0, 0]);
  const scheme = theme.value;
  const { turn, tilt } = view.value;

  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0)
      drawSurface(canvas.current, { of, axes, paths, top, view: view.value, width, height });
  }, [of, paths, top, turn, tilt, width, height, scheme]);

  const lookFrom = (turn: number, tilt: number): void => {
    view.value = { turn: ((turn + 540) % 360) - 180, tilt: Math.min(90, Math.max(5, tilt)) };
  };
  const drag = (event: TargetedPointerEvent<HTMLCanvasElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const [x, y] = [event.clientX, event.clientY];
    lookFrom(turn + (x - held.current[0]) * 0.5, tilt + (y - held.current[1]) * 0.4);
    held.current = [x, y];
  };
  const press = (event: TargetedKeyboardEvent<HTMLCanvasElement>): void => {
    const views: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => lookFrom(turn - 5, tilt),
      ArrowRight: () => lookFrom(turn + 5, tilt),
      ArrowUp: () => lookFrom(turn, tilt + 5),
      ArrowDown: () => lookFrom(turn, tilt - 5),
      Home: () => lookFrom(first.turn, first.tilt),
    };
    const look = views[event.key];
    if (look === undefined) return;
    event.preventDefault();
    look();
  };
  return (
    <canvas
      ref={canvas}
      class="surface"
      role="slider"
      aria-label={`${label}. Left and right turn it, up and down tilt it.`}
      aria-valuemin={-180}
      aria-valuemax={180}
      aria-valuenow={Math.round(turn)}
      aria-valuetext={`turned ${Math.round(turn)}°, tilted ${Math.round(tilt)}°`}
      tabIndex={0}
      style={{ height: `${height}px` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = [event.clientX, event.clientY];
      }}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
