import * as Plot from "@observablehq/plot";
import { bestOf, headlineOf, ratioOf, spreadOf, tie } from "./analysis.ts";
import { caseTitle, number, unitOf } from "./format.ts";
import { colourOf, document, faint, font, ink, sheet } from "./svg.mjs";

const rowHeight = 19;
const width = 980;
/** Of lines of cases, those that are shown here. */
const shown = { W5: ["64", "512"] };

/** A bar for each contestant: how many times as much it takes as ours. */
export function overviewChart(outcomes) {
  const blocks = outcomes.flatMap((outcome) => {
    if (outcome.name === "growth") return [];
    return (shown[outcome.name] ?? outcome.cases.map(({ name }) => name)).map((name) =>
      blockOf(outcome, name),
    );
  });
  // One row for each bar and heading, and an empty one between blocks.
  const rows = blocks.flatMap(({ heading, bars }) => [{ heading }, ...bars, {}]).slice(0, -1);
  rows.forEach((row, i) => {
    row.y = i;
  });
  const bars = rows.filter(({ ratio }) => ratio !== undefined);
  const headings = rows.filter(({ heading }) => heading !== undefined);
  const smallest = Math.min(...bars.map(({ ratio }) => ratio.min), 0.5);
  const largest = Math.max(...bars.map(({ ratio }) => ratio.max), 2);
  const domain = [smallest / 1.3, largest];
  const marginLeft = 190;

  const plot = Plot.plot({
    document,
    width,
    height: rows.length * rowHeight + 70,
    marginLeft,
    marginRight: 150,
    marginTop: 34,
    marginBottom: 30,
    style: { fontFamily: font, fontSize: "12px", color: ink, background: "none" },
    x: { type: "log", domain },
    y: { type: "linear", domain: [-0.5, rows.length - 0.5], axis: null, reverse: true },
    marks: [
      Plot.rect([0], { x1: 1 / tie, x2: tie, y1: -0.5, y2: rows.length - 0.5, fill: "#eef1f6" }),
      Plot.gridX(ticksIn(domain), { stroke: "#d9dee7", strokeOpacity: 1 }),
      Plot.axisX(ticksIn(domain), {
        anchor: "bottom",
        tickSize: 0,
        color: faint,
        tickFormat: (x) => `${x} ×`,
      }),
      Plot.axisX(ticksIn(domain), { anchor: "top", tickSize: 0, color: faint, tickFormat: (x) => `${x} ×` }),
      Plot.rect(bars, {
        x1: 1,
        x2: (row) => row.ratio.median,
        y1: (row) => row.y - 0.36,
        y2: (row) => row.y + 0.36,
        fill: "colour",
        rx: 2,
      }),
      Plot.ruleX([1], { stroke: ink, strokeWidth: 1.2 }),
      Plot.ruleY(
        bars.filter(({ ratio }) => ratio.max > ratio.min),
        {
          x1: (row) => row.ratio.min,
          x2: (row) => row.ratio.max,
          y: "y",
          stroke: ink,
          strokeOpacity: 0.55,
        },
      ),
      Plot.dot(
        bars.filter(({ isHeadline }) => isHeadline),
        { x: 1, y: "y", r: 5, fill: "colour" },
      ),
      Plot.text(bars, {
        x: (row) => Math.max(row.ratio.max, 1),
        y: "y",
        text: "label",
        textAnchor: "start",
        dx: 9,
        fontWeight: (row) => (row.isOurs ? 600 : 400),
      }),
      Plot.text(bars, {
        frameAnchor: "left",
        y: "y",
        text: "name",
        textAnchor: "end",
        dx: -10,
        fontWeight: (row) => (row.isOurs ? 600 : 400),
      }),
      Plot.text(headings, {
        frameAnchor: "left",
        y: "y",
        text: "heading",
        textAnchor: "start",
        dx: 24 - marginLeft,
        dy: 1,
        fontSize: 13,
        fontWeight: 700,
        stroke: "white",
        strokeWidth: 6,
        fill: ink,
      }),
    ],
  });
  return sheet(
    {
      width,
      height: Number(plot.getAttribute("height")) + 66,
      title: "How many times as much others take",
      subtitle:
        "Bars to the right take longer, or more, than Chainrule (the dot at 1); lines show all rounds. Logarithmic; within the grey band is a tie.",
    },
    [[plot, 0, 66]],
  );
}

function blockOf(outcome, name) {
  const headline = headlineOf(outcome, name);
  const bars = outcome.entries
    .filter((entry) => entry.role !== "peer" || entry === bestOf(outcome, entry.library, name))
    .flatMap((entry) => {
      const time = spreadOf(outcome, entry, name);
      const ratio = ratioOf(outcome, entry, headline, name);
      return time === null || ratio === null ? [] : [{ entry, time, ratio }];
    })
    .toSorted((a, b) => a.time.median - b.time.median)
    .map(({ entry, time, ratio }) => ({
      name: entry.role === "peer" ? entry.library : entry.name,
      ratio,
      isOurs: entry.role === "ours",
      isHeadline: entry === headline,
      colour: colourOf(entry),
      label: `${entry === headline ? "" : `${number(ratio.median)} × · `}${number(time.median)} ${unitOf(outcome)}`,
    }));
  return { heading: `${caseTitle(outcome, name)}  ${outcome.title}`, bars };
}

/** Powers of ten, and with few of them halves and doubles too. */
function ticksIn([low, high]) {
  const steps = Math.log10(high / low) > 3.2 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const step of steps) ticks.push(Number((step * 10 ** power).toPrecision(1)));
  }
  return ticks.filter((x) => x >= low && x <= high);
}
