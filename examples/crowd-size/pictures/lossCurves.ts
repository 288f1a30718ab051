import * as Plot from "@observablehq/plot";
import { colors, drawSvg, headingHeight } from "../../digits/pictures/svg.ts";

/** The losses after each epoch, in people². */
export type Curves = { readonly train: number[]; readonly validation: number[] };

/** Draws how the loss fell, on the pictures learned from and on those set aside. */
export function drawLossCurves({ train, validation }: Curves): string {
  const curve = (losses: readonly number[]) => losses.map((loss, i) => ({ epoch: i + 1, loss }));
  const style = { x: "epoch", y: "loss", strokeWidth: 2, marker: "dot" } as const;
  return drawSvg({
    title: "How the loss fell",
    lines: [
      [
        { text: "●  training pictures, as it learned from them", color: colors.blue },
        { text: "●  validation pictures", color: colors.orange, gap: 24 },
      ],
    ],
    plot: {
      width: 720,
      height: 440,
      marginTop: headingHeight(1) + 36,
      marginLeft: 72,
      marginRight: 32,
      marginBottom: 52,
      x: {
        label: "epoch",
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: 40,
        tickFormat: "d",
        ticks: Math.min(12, train.length),
      },
      y: { type: "log", label: null, tickFormat: "~s" },
      marks: [
        Plot.gridY({ stroke: colors.faint, strokeOpacity: 1 }),
        Plot.text(["mean squared error (people²)"], { frameAnchor: "top-left", dx: -48, dy: -28 }),
        Plot.line(curve(train), { ...style, stroke: colors.blue }),
        Plot.line(curve(validation), { ...style, stroke: colors.orange }),
      ],
    },
  });
}
