import * as Plot from "@observablehq/plot";
import { colors, drawSvg, headingHeight } from "../../digits/pictures/svg.ts";
import type { Crowds } from "../crowds.ts";
import { meanAbsoluteError } from "../errors.ts";

/** Draws a dot for each picture: how many people it shows, and how many the network sees. */
export function drawEstimates(estimates: readonly number[], crowds: Crowds): string {
  const dots = estimates.map((estimate, i) => ({ truth: crowds.people.data[i], estimate }));
  const most = 20 * Math.ceil(Math.max(...dots.flatMap(({ truth, estimate }) => [truth, estimate])) / 20);
  const axis = { domain: [0, most], labelAnchor: "center", labelArrow: "none" } as const;
  return drawSvg({
    title: "Estimates against the truth",
    lines: [
      [
        {
          text: `${dots.length} test pictures. On the line, an estimate is right; on average it is off by ${meanAbsoluteError(estimates, crowds).toFixed(1)} people.`,
          color: colors.muted,
        },
      ],
    ],
    plot: {
      width: 640,
      height: 680,
      marginTop: headingHeight(1) + 16,
      marginLeft: 64,
      marginRight: 32,
      marginBottom: 52,
      x: { ...axis, label: "people in the picture", labelOffset: 40 },
      y: { ...axis, label: "people that the network sees", labelOffset: 52 },
      marks: [
        Plot.gridX({ stroke: colors.faint, strokeOpacity: 1 }),
        Plot.gridY({ stroke: colors.faint, strokeOpacity: 1 }),
        Plot.line(
          [
            [0, 0],
            [most, most],
          ],
          { stroke: colors.muted },
        ),
        Plot.dot(dots, { x: "truth", y: "estimate", r: 3, fill: colors.blue, fillOpacity: 0.6 }),
      ],
    },
  });
}
