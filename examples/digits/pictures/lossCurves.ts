import * as Plot from "@observablehq/plot";
import { colors, drawSvg, headingHeight } from "./svg.ts";

/** The losses of a whole training. */
export interface Curves {
  /** After each step. */
  readonly train: number[];
  /** After each epoch. */
  readonly validation: number[];
  readonly stepsPerEpoch: number;
}

interface Point {
  /** In epochs since the start. */
  readonly epoch: number;
  readonly loss: number;
}

const pointsOnCurve = 150;

/** Draws how the loss fell, on the images learned from and on those set aside. */
export function drawLossCurves({ train, validation, stepsPerEpoch }: Curves): string {
  // The loss of a single batch jumps up and down: averages over some show where it goes.
  const window = Math.ceil(train.length / pointsOnCurve);
  const count = Math.ceil(train.length / window);
  const trainPoints = Array.from({ length: count }, (_, i): Point => {
    const end = Math.min((i + 1) * window, train.length);
    // Each is drawn in the middle of its steps, but the last at the end of training, where the curve is to end. It is the
    // mean of as many steps as the others, even if some of them count twice.
    const step = i === count - 1 ? end : (i + 0.5) * window;
    return { epoch: step / stepsPerEpoch, loss: mean(train.slice(Math.max(0, end - window), end)) };
  });
  const validationPoints = validation.map((loss, i): Point => ({ epoch: i + 1, loss }));

  const epochs = validation.length;
  // A logarithmic axis, since losses shrink by factors; it has no place for 0.
  const losses = [...trainPoints, ...validationPoints].map(({ loss }) => Math.max(loss, 1e-6));
  // From the round number below the lowest to the one above the highest.
  const powers = Array.from({ length: 10 }, (_, i) => 10 ** (i - 6));
  const round = powers.flatMap((power) => [power, 2 * power, 5 * power]);
  const lowest = Math.max(...round.filter((tick) => tick <= Math.min(...losses)));
  const highest = Math.min(...round.filter((tick) => tick >= Math.max(...losses)));
  const ticks = round.filter((tick) => tick >= lowest && tick <= highest);
  const lineHint = "Both fall: it learns. Only the training loss falls: it learns by heart (overfitting).";
  return drawSvg({
    title: "How the loss fell",
    lines: [
      [
        { text: "—  training images, as it learned from them", color: colors.blue },
        { text: "●  validation images, after each epoch", color: colors.orange, gap: 24 },
      ],
      [{ text: lineHint, color: colors.muted }],
    ],
    plot: {
      width: 720,
      height: 460,
      marginTop: headingHeight(2) + 24,
      marginLeft: 64,
      marginRight: 32,
      marginBottom: 52,
      x: {
        label: "epoch",
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: 40,
        domain: [0, epochs],
        ticks: epochs <= 20 ? Array.from({ length: epochs + 1 }, (_, i) => i) : 10,
        tickFormat: "d",
      },
      y: {
        type: "log",
        domain: [lowest, highest],
        label: null,
        ticks,
        tickFormat: "~g",
        tickSize: 0,
      },
      marks: [
        Plot.gridY(ticks, { stroke: colors.faint, strokeOpacity: 1 }),
        Plot.text(["loss (cross-entropy)"], { frameAnchor: "top-left", dx: -40, dy: -28 }),
        Plot.lineY(trainPoints, { x: "epoch", y: "loss", stroke: colors.blue, strokeWidth: 1.5 }),
        Plot.lineY(validationPoints, { x: "epoch", y: "loss", stroke: colors.orange, strokeWidth: 2 }),
        Plot.dot(validationPoints, { x: "epoch", y: "loss", fill: colors.orange, r: 4.5, clip: false }),
      ],
    },
  });
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
