import * as Plot from "@observablehq/plot";
import { encode } from "fast-png";
import { side } from "../digits.ts";
import type { Mistake } from "../mistakes.ts";
import { colors, drawSvg, headingHeight } from "./svg.ts";

const columns = 6;
const imageSize = 84;
const cell = { width: 116, height: 146 };

/** Draws the images that the network was surest of and wrong about. */
export function drawMistakes(mistakes: readonly Mistake[], mistakeCount: number): string {
  const rows = Math.max(1, Math.ceil(mistakes.length / columns));
  const placed = mistakes.map((mistake, i) => ({
    ...mistake,
    column: i % columns,
    row: Math.floor(i / columns),
  }));
  const marginTop = headingHeight(1);
  const place = { x: "column", y: "row" } as const;
  const below = imageSize / 2;
  return drawSvg({
    title: "The mistakes it was surest of",
    lines: [
      [
        {
          text: `${mistakes.length} of the ${mistakeCount.toLocaleString("en")} test images it got wrong, and how likely it thought its answer.`,
          color: colors.muted,
        },
      ],
    ],
    plot: {
      width: columns * cell.width + 32,
      height: rows * cell.height + marginTop + 16,
      marginTop,
      marginBottom: 16,
      marginLeft: 16,
      marginRight: 16,
      x: { type: "band", domain: Array.from({ length: columns }, (_, i) => i), axis: null, padding: 0 },
      y: { type: "band", domain: Array.from({ length: rows }, (_, i) => i), axis: null, padding: 0 },
      marks: [
        Plot.image(placed, {
          ...place,
          src: ({ pixels }: Mistake) => dataUrl(pixels),
          width: imageSize,
          dy: -18,
          imageRendering: "pixelated",
        }),
        Plot.text(placed, {
          ...place,
          dy: below - 4,
          text: ({ label, prediction }: Mistake) => `${label}, taken for ${prediction}`,
          fontWeight: "bold",
        }),
        Plot.text(placed, {
          ...place,
          dy: below + 13,
          text: ({ probability }: Mistake) => `${percent(probability)} sure`,
          fill: colors.orange,
        }),
      ],
    },
  });
}

/** The pixels as a PNG picture inside a URL, so that the SVG is one file. */
function dataUrl(pixels: readonly number[]): string {
  const data = Uint8Array.from(pixels, (pixel) => Math.round(pixel * 255));
  const png = encode({ width: side, height: side, data, channels: 1 });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

/** Never 100%: the network is never quite sure. */
function percent(probability: number): string {
  return probability > 0.9995 ? "over 99.9%" : `${(100 * probability).toFixed(1)}%`;
}
