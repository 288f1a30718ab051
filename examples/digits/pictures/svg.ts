import * as Plot from "@observablehq/plot";
import { JSDOM } from "jsdom";

export const colors = {
  ink: "#222222",
  muted: "#767676",
  faint: "#ececec",
  blue: "#2f6db3",
  orange: "#d9601a",
};

/** Words in one colour. */
export interface Run {
  readonly text: string;
  readonly color: string;
  /** How far from the words before, in pixels; 4, about a space, when absent. */
  readonly gap?: number;
}

export interface Picture {
  readonly title: string;
  /** Below the title, one array per line. */
  readonly lines: readonly (readonly Run[])[];
  readonly plot: Plot.PlotOptions & {
    readonly width: number;
    readonly height: number;
    readonly marginTop: number;
  };
}

const lineHeight = 20;
const inset = 24;

/** Room for a title and `lineCount` lines, for `plot.marginTop`. */
export function headingHeight(lineCount: number): number {
  return 58 + lineCount * lineHeight;
}

/** Draws a picture as an SVG file that any browser or viewer shows alike: its own background, no scripts, common fonts. */
export function drawSvg({ title, lines, plot }: Picture): string {
  const { document } = new JSDOM("").window;
  const style = { fontFamily: "Helvetica, Arial, sans-serif", fontSize: "13px", color: colors.ink };
  const svg = Plot.plot({ ...plot, document, style });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");

  const add = (
    parent: Element,
    name: string,
    attributes: Record<string, string | number>,
    text = "",
  ): Element => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const { width, height } = plot;
  svg.prepend(add(svg, "rect", { width, height, fill: "white" }));
  const heading = add(svg, "g", { "text-anchor": "start" });
  add(heading, "text", { x: inset, y: 34, "font-size": 18, "font-weight": "bold" }, title);
  lines.forEach((runs, i) => {
    const line = add(heading, "text", { x: inset, y: 38 + (i + 1) * lineHeight });
    // Not every viewer keeps the spaces between differently coloured words: the gaps say where they go.
    runs.forEach(({ text, color, gap = 4 }, j) =>
      add(line, "tspan", { fill: color, dx: j > 0 ? gap : 0 }, text),
    );
  });
  return `${svg.outerHTML}\n`;
}
