import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { colorOf, theme } from "../shell/theme.ts";
import { channelsOf } from "./colors.ts";

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

const palettes = new Map<string, Uint32Array>();

/** 257 colors from that for −1 over that for 0 to that for 1, as pixels. */
function paletteOf(names: readonly [string, string, string], scheme: string): Uint32Array {
  const key = `${names.join()} ${scheme}`;
  const known = palettes.get(key);
  if (known !== undefined) return known;
  const [low, middle, high] = names.map((name) => channelsOf(colorOf(name)));
  const palette = Uint32Array.from({ length: 257 }, (_, i) => {
    const share = (i - 128) / 128;
    const end = share < 0 ? low : high;
    const [red, green, blue] = middle.map((channel, c) =>
      Math.round(channel + (end[c] - channel) * Math.abs(share)),
    );
    return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  });
  palettes.set(key, palette);
  return palette;
}
