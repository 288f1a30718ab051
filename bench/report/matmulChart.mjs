import * as Plot from "@observablehq/plot";
import { bestOf } from "./analysis.ts";
import { apart, colourOf, document, faint, font, ink, sheet } from "./svg.mjs";
import { rateOf } from "./tables.ts";

const [width, height, marginTop, marginBottom] = [980, 480, 24, 44];

/** GFLOP/s over the size of the matrices: a line for each of ours, each limit, and the fastest of each other library. */
export function matmulChart(outcome) {
  const entries = outcome.entries.filter(
    (entry) => entry.role !== "peer" || entry === bestOf(outcome, entry.library, outcome.cases.at(-1).name),
  );
  const lines = entries
    .map((entry) => ({
      entry,
      points: outcome.cases.flatMap(({ name, at }) => {
        const rate = rateOf(outcome, entry, name);
        return rate === null ? [] : [{ n: at.x, rate }];
      }),
    }))
    .filter(({ points }) => points.length > 0);
  const most = 1.08 * Math.max(...lines.flatMap(({ points }) => points.map(({ rate }) => rate)));
  const sizes = outcome.cases.map(({ at }) => at.x);
  const y = (rate) => marginTop + (1 - rate / most) * (height - marginTop - marginBottom);
  const places = apart(
    lines.map(({ points }) => y(points.at(-1).rate)),
    16,
    y(0),
  );

  const plot = Plot.plot({
    document,
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft: 64,
    marginRight: 190,
    style: { fontFamily: font, fontSize: "12px", color: ink, background: "none" },
    x: { type: "log", base: 2, domain: [sizes[0], sizes.at(-1)] },
    y: { domain: [0, most] },
    marks: [
      Plot.gridY({ ticks: 8, stroke: "#d9dee7", strokeOpacity: 1 }),
      Plot.axisY({ ticks: 8, tickSize: 0, color: faint, label: null }),
      Plot.axisX(sizes, { tickSize: 4, color: faint, label: null, tickFormat: (n) => `n = ${n}` }),
      ...lines.flatMap(({ entry, points }, i) => {
        const stroke = colourOf(entry);
        const isLimit = entry.role === "limit";
        const isOurs = entry.role === "ours";
        return [
          Plot.line(points, {
            x: "n",
            y: "rate",
            stroke,
            strokeWidth: isOurs ? 3 : 1.8,
            strokeDasharray: isLimit ? "2 5" : undefined,
          }),
          ...(isLimit ? [] : [Plot.dot(points, { x: "n", y: "rate", fill: stroke, r: isOurs ? 4 : 2.8 })]),
          Plot.text([points.at(-1)], {
            x: "n",
            y: "rate",
            text: () => (entry.role === "peer" ? entry.library : entry.name),
            dx: 12,
            dy: places[i] - y(points.at(-1).rate),
            textAnchor: "start",
            fill: isLimit ? faint : stroke,
            fontWeight: isOurs ? 650 : 400,
          }),
        ];
      }),
    ],
  });
  return sheet(
    {
      width,
      height: height + 66,
      title: "Matrix products n × n, float32",
      subtitle:
        "Billions of floating-point operations per second; more is better. Dashed: all that the processor can multiply and add in WebAssembly.",
    },
    [[plot, 0, 66]],
  );
}
