import * as Plot from "@observablehq/plot";
import { apart, colourOf, document, faint, font, ink, sheet } from "./svg.mjs";
import { growthColumns } from "./tables.ts";

const [width, height] = [520, 340];
const margins = { marginTop: 44, marginBottom: 40, marginLeft: 58, marginRight: 150 };

const captions = {
  width: ["Width", "units in each of the layers"],
  depth: ["Depth", "layers of 128 units"],
  batch: ["Batch", "examples at a time"],
  points: ["Graph of scalars", "points; 640 nodes each"],
};

/** Four charts: each changes one thing. Milliseconds a step, and compiling once, both logarithmic. */
export function growthChart(outcome) {
  const axes = [...new Set(outcome.cases.map(({ at }) => at.axis))];
  const columns = growthColumns(outcome);
  const parts = axes.map((axis, i) => [
    panel(outcome, axis, columns),
    (i % 2) * (width + 10),
    66 + Math.floor(i / 2) * (height + 16),
  ]);
  return sheet(
    {
      width: 2 * width + 10,
      height: 66 + Math.ceil(axes.length / 2) * (height + 16),
      title: "How the time of a step grows",
      subtitle:
        "Milliseconds; less is better. MLPs with a batch of 64, cross-entropy and SGD; the last chart is W1. Dashed: recording and compiling, once.",
    },
    parts,
  );
}

function panel(outcome, axis, columns) {
  const cases = outcome.cases.filter(({ at }) => at.axis === axis);
  const lines = columns
    .map(({ label, valueOf }) => ({
      label,
      points: cases.flatMap(({ name, at }) => {
        const time = valueOf(name);
        return time === null || time <= 0 ? [] : [{ x: at.x, time }];
      }),
    }))
    .filter(({ points }) => points.length > 0);
  const times = lines.flatMap(({ points }) => points.map(({ time }) => time));
  const [low, high] = [Math.min(...times) / 1.3, Math.max(...times) * 1.3];
  const room = height - margins.marginTop - margins.marginBottom;
  const y = (time) => margins.marginTop + (1 - Math.log(time / low) / Math.log(high / low)) * room;
  const places = apart(
    lines.map(({ points }) => y(points.at(-1).time)),
    15,
    y(low),
  );
  const xs = cases.map(({ at }) => at.x);
  const [title, unit] = captions[axis];

  return Plot.plot({
    document,
    width,
    height,
    ...margins,
    style: { fontFamily: font, fontSize: "11px", color: ink, background: "none" },
    x: { type: "log", base: 2, domain: [xs[0], xs.at(-1)] },
    y: { type: "log", domain: [low, high] },
    marks: [
      Plot.text([title], { frameAnchor: "top-left", dx: -34, dy: -34, fontSize: 14, fontWeight: 650 }),
      Plot.gridY(powersIn(low, high), { stroke: "#d9dee7", strokeOpacity: 1 }),
      Plot.axisY(powersIn(low, high), {
        tickSize: 0,
        color: faint,
        label: null,
        tickFormat: (ms) => ms.toLocaleString("en"),
      }),
      Plot.axisX(xs, {
        tickSize: 4,
        color: faint,
        label: unit,
        labelArrow: "none",
        labelAnchor: "center",
        tickFormat: String,
      }),
      ...lines.flatMap(({ label, points }, i) => {
        const isCompiling = label.startsWith("compiling");
        const stroke = isCompiling ? faint : colourOf({ name: label, library: label });
        return [
          Plot.line(points, {
            x: "x",
            y: "time",
            stroke,
            strokeWidth: label.startsWith("Chainrule") ? 2.6 : 1.8,
            strokeDasharray: isCompiling ? "2 4" : undefined,
          }),
          ...(isCompiling ? [] : [Plot.dot(points, { x: "x", y: "time", fill: stroke, r: 2.8 })]),
          Plot.text([points.at(-1)], {
            x: "x",
            y: "time",
            text: () => label,
            dx: 9,
            dy: places[i] - y(points.at(-1).time),
            textAnchor: "start",
            fill: stroke,
            fontWeight: label.startsWith("Chainrule") ? 600 : 400,
          }),
        ];
      }),
    ],
  });
}

function powersIn(low, high) {
  const powers = [];
  for (let power = Math.ceil(Math.log10(low)); power <= Math.log10(high); power++)
    powers.push(Number(`1e${power}`));
  return powers;
}
