import * as Plot from "@observablehq/plot";
import { encode } from "fast-png";
import { colors, drawSvg, headingHeight } from "../../digits/pictures/svg.ts";
import type { Crowds } from "../crowds.ts";
import { fromBestToWorst } from "../errors.ts";
import { side } from "../scene.ts";

const columns = 6;
const imageSize = 144;
const cell = { width: 164, height: 196 };

/** Draws the pictures whose people the network counted best, and below them those that it counted worst. */
export function drawBestAndWorst(estimates: readonly number[], crowds: Crowds): string {
  const order = fromBestToWorst(estimates, crowds);
  const shown = [...order.slice(0, columns), ...order.slice(-columns).reverse()].map((index, i) => ({
    column: i % columns,
    row: Math.floor(i / columns),
    src: dataUrl(crowds.pictures.slice(index, index + 1).data),
    truth: crowds.people.data[index],
    estimate: Math.round(estimates[index]),
  }));
  const marginTop = headingHeight(1);
  const bands = (count: number) => ({
    type: "band" as const,
    domain: Array.from({ length: count }, (_, i) => i),
    axis: null,
    padding: 0,
  });
  const place = { x: "column", y: "row" } as const;
  return drawSvg({
    title: "The best estimates, and the worst",
    lines: [
      [
        {
          text: `Of ${estimates.length} test pictures: above the best, below the worst.`,
          color: colors.muted,
        },
      ],
    ],
    plot: {
      width: columns * cell.width + 32,
      height: 2 * cell.height + marginTop + 16,
      marginTop,
      marginBottom: 16,
      marginLeft: 16,
      marginRight: 16,
      x: bands(columns),
      y: bands(2),
      marks: [
        Plot.image(shown, { ...place, src: "src", width: imageSize, dy: -20 }),
        Plot.text(shown, {
          ...place,
          dy: imageSize / 2 - 4,
          text: ({ truth, estimate }: (typeof shown)[0]) => `${truth}, estimate ${estimate}`,
          fontWeight: "bold",
        }),
      ],
    },
  });
}

/** The pixels as a PNG picture inside a URL, so that the SVG is one file. */
function dataUrl(pixels: ArrayLike<number>): string {
  const data = Uint8Array.from(pixels, (pixel) => Math.round(pixel * 255));
  const png = encode({ width: side, height: side, data, channels: 1 });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
