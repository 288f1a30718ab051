import { abbreviate, type GraphValue } from "@chainrule/autograd";
import type { Point, Size } from "./layout.ts";
import { columnsOf, cut, LINE, textMarkup, widthOf } from "./lettering.ts";
import { element, text } from "./markup.ts";

/** Columns of the longest title; what is longer is cut. */
const LONGEST = 26;
const PADDING = 10;
const CORNER = 6;

/** What stands in a box: a title in a band, if any, and lines below. */
export interface Box extends Size {
  readonly kind: GraphValue["kind"] | "hidden";
  readonly title: string | undefined;
  readonly numbers: string;
  readonly gradient: string | undefined;
}

/**
 * The box of a Value.
 * @param gradients all that it has in the course of a backward pass: there is room for each, so that boxes stay as they are.
 */
export function boxOf(entry: GraphValue, gradients: readonly string[]): Box {
  const { kind } = entry;
  const title = titleOf(entry);
  const numbers = abbreviate(entry.value);
  const gradient = entry.gradient && abbreviate(entry.gradient);
  const lines = [numbers, ...[...gradients, ...(gradient === undefined ? [] : [gradient])].map(labelled)];
  const width = Math.max(...lines.map(widthOf), title === undefined ? 0 : widthOf(title));
  const rows = lines.length > 1 ? 2 : 1;
  return {
    kind,
    title,
    numbers,
    gradient: gradient && labelled(gradient),
    width: Math.max(width + 2 * PADDING, 40),
    height: rows * LINE + 10 + (title === undefined ? 0 : LINE + 5),
  };
}

/** The box that stands for Values left out. */
export function gapBox(count: number): Box {
  const numbers = count === 0 ? "…" : `… ${count} more`;
  const width = widthOf(numbers) + 2 * PADDING;
  return { kind: "hidden", title: undefined, numbers, gradient: undefined, width, height: LINE + 10 };
}

function labelled(gradient: string): string {
  return `gradient ${gradient}`;
}

/** The name and the op; nothing for a constant that is just a number. */
function titleOf({ name, op, kind, value }: GraphValue): string | undefined {
  if (op === undefined) {
    if (name !== undefined) return cut(name, LONGEST);
    return kind === "constant" && value.rank === 0 ? undefined : kind;
  }
  const short = cut(op, LONGEST);
  return name === undefined ? short : `${cut(name, Math.max(LONGEST - columnsOf(short) - 3, 8))} = ${short}`;
}

/** A box as markup, with a whole title for those who point at it. */
export function boxMarkup(
  box: Box,
  middle: Point,
  index: number | undefined,
  isCurrent: boolean,
  whole: string,
): string {
  const { kind, title, numbers, gradient, width, height } = box;
  const [x, y] = [middle.x - width / 2, middle.y - height / 2];
  const band = title === undefined ? 0 : LINE + 5;
  const line = (words: string, top: number, className?: string): string =>
    textMarkup(words, { x: x + PADDING, y: top, class: className });
  return element(
    "g",
    { class: isCurrent ? `${kind} current` : kind, "data-index": index },
    element("title", {}, text(whole)),
    element("rect", {
      class: "box",
      x,
      y,
      width,
      height,
      rx: kind === "computed" ? CORNER : 2,
      "stroke-width": isCurrent ? 2.4 : 1.2,
      "stroke-dasharray": kind === "hidden" ? "4 3" : undefined,
    }),
    ...(title === undefined ? [] : [bandMarkup(kind, x, y, width, band), line(title, y + band - 6, "title")]),
    line(numbers, y + band + LINE + 1),
    ...(gradient === undefined ? [] : [line(gradient, y + band + 2 * LINE + 1, "gradient")]),
  );
}

/** The band behind a title, inside of the border. */
function bandMarkup(kind: Box["kind"], x: number, y: number, width: number, height: number): string {
  if (kind !== "computed") return "";
  const corner = CORNER - 1;
  const d = `M${x + 1},${y + height}v${corner - height + 1}q0,${-corner} ${corner},${-corner}h${width - 2 - 2 * corner}q${corner},0 ${corner},${corner}v${height - corner - 1}z`;
  return element("path", { class: "band", d });
}
