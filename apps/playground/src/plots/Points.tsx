import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { colorOf, theme } from "../shell/theme.ts";
import { colorBetween } from "./palette.ts";
import { useWidth } from "./useWidth.ts";

export type PointsProps = {
  /** x, y and a number from −1 to 1 for the color, point after point. */
  readonly points: Float32Array;
  /** How far the axes go from 0 in both directions. */
  readonly extent: number;
  readonly radius?: number;
  /** Drawn as rings. */
  readonly hollow?: boolean;
};

/** Many points on a square, as a canvas over all of what is around. */
export function Points({ points, extent, radius = 3, hollow = false }: PointsProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas).value;
  const scheme = theme.value;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || width === 0) return;
    const density = window.devicePixelRatio;
    context.canvas.width = width * density;
    context.canvas.height = width * density;
    context.scale(density, density);
    const [card, line] = [colorOf("card"), colorOf("strong-line")];
    for (let i = 0; i < points.length; i += 3) {
      const x = ((points[i] / extent + 1) / 2) * width;
      const y = ((1 - points[i + 1] / extent) / 2) * width;
      const color = colorBetween(points[i + 2]);
      const rim = Math.abs(points[i + 2]) < 0.6 ? line : card; // pale ones could not be seen
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = hollow ? card : color;
      context.strokeStyle = hollow ? color : rim;
      context.lineWidth = hollow ? 1.5 : radius / 4;
      context.fill();
      context.stroke();
    }
  }, [points, extent, radius, hollow, width, scheme]);
  return <canvas ref={canvas} class="points" aria-hidden="true" />;
}
