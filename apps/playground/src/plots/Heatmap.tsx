import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { theme } from "../shell/theme.ts";
import { paletteOf } from "./palette.ts";

export type HeatmapProps = {
  /** Rows from top to bottom, each from left to right; −1 to 1. */
  readonly values: ArrayLike<number>;
  readonly columns: number;
  /** Stretched without blurring. */
  readonly crisp?: boolean;
  /** Names in tokens.css of the colors for −1, 0 and 1. */
  readonly colors?: readonly [string, string, string];
};

/** Numbers as colors, stretched over all of what is around. */
export function Heatmap({
  values,
  columns,
  crisp = false,
  colors = ["negative", "card", "positive"],
}: HeatmapProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const rows = values.length / columns;
  const palette = paletteOf(colors, theme.value);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || values.length === 0) return;
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < values.length; i++) {
      const share = Math.min(1, Math.max(-1, values[i]));
      pixels[i] = palette[Math.round((share + 1) * 128)];
    }
    context.putImageData(image, 0, 0);
  }, [values, columns, palette]);
  return (
    <canvas
      ref={canvas}
      width={columns}
      height={rows}
      aria-hidden="true"
      style={{
        display: "block",
        width: "100%",
        height: "100%",
        imageRendering: crisp ? "pixelated" : "auto",
      }}
    />
  );
}
