import * as Plot from "@observablehq/plot";
import { colors, drawSvg, headingHeight } from "./svg.ts";

interface Cell {
  readonly label: number;
  readonly prediction: number;
  readonly count: number;
  /** The share of the images of this digit. */
  readonly share: number;
}

/** Draws which digits were taken for which: a row for each digit, a column for each answer. */
export function drawConfusion(counts: readonly (readonly number[])[]): string {
  const cells = counts.flatMap((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map(
      (count, prediction): Cell => ({ label, prediction, count, share: count / Math.max(1, total) }),
    );
  });
  const isRight = ({ label, prediction }: Cell): boolean => label === prediction;
  const right = cells.filter(isRight);
  const wrong = cells.filter((cell) => !isRight(cell) && cell.count > 0);
  const most = Math.max(1, ...wrong.map(({ count }) => count));
  const place = { x: "prediction", y: "label" } as const;

  return drawSvg({
    title: "Which digits it takes for which",
    lines: [
      [
        { text: "Each row shows what it said to all test images of one digit:", color: colors.muted },
        { text: "right", color: colors.blue },
        { text: "or", color: colors.muted },
        { text: "wrong", color: colors.orange },
      ],
    ],
    plot: {
      width: 680,
      height: 700,
      marginTop: headingHeight(1) + 44,
      marginLeft: 72,
      marginRight: 84,
      marginBottom: 24,
      x: {
        label: "the network says",
        labelAnchor: "center",
        labelArrow: "none",
        axis: "top",
        tickSize: 0,
        labelOffset: 42,
      },
      y: {
        label: "the image shows",
        labelAnchor: "center",
        labelArrow: "none",
        tickSize: 0,
        labelOffset: 48,
      },
      marks: [
        Plot.cell(cells, { ...place, fill: "#f6f6f6", inset: 1 }),
        Plot.cell(right, { ...place, fill: "#cfe0f3", inset: 1 }),
        // The square root, so that a single mistake can still be seen beside twenty.
        Plot.cell(wrong, {
          ...place,
          fill: colors.orange,
          fillOpacity: ({ count }: Cell) => 0.1 + 0.8 * Math.sqrt(count / most),
          inset: 1,
        }),
        Plot.text([...right, ...wrong], { ...place, text: (cell: Cell) => String(cell.count) }),
        Plot.text(right, {
          y: "label",
          frameAnchor: "right",
          dx: 62,
          text: ({ share }: Cell) => `${(100 * share).toFixed(1)}%`,
          fill: colors.blue,
        }),
        Plot.text(["right"], { frameAnchor: "top-right", dx: 62, dy: -17, fill: colors.blue }),
      ],
    },
  });
}
