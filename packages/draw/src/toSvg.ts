import {
  abbreviate,
  backwardSteps,
  type GraphOptions,
  type GraphValue,
  graphOf,
  type Value,
} from "@chainrule/autograd";
import { type Box, boxMarkup, boxOf, gapBox } from "./box.ts";
import { describeGraph, describeValue } from "./description.ts";
import { type EdgeLook, edgeMarkup, routes } from "./edge.ts";
import { type Arrow, type Direction, placed, type Size } from "./layout.ts";
import { LINE, textMarkup, widthOf } from "./lettering.ts";
import { element, rounded, text } from "./markup.ts";
import { type Passes, passesOf } from "./passes.ts";
import { type ColorScheme, classOf, styleSheet } from "./style.ts";

/** How a graph is drawn as SVG. */
export interface SvgOptions extends GraphOptions {
  /** Where data flows: to the right when absent. */
  readonly direction?: Direction;
  /** The colors; those that the reader's system prefers when absent. */
  readonly colorScheme?: ColorScheme;
  /** What the picture is called, for those who hear it. */
  readonly title?: string;
}

const NONE: Size = { width: 0, height: 0 };
const MARGIN = 16;

/** The largest limit: the time that a layout takes grows fast, and so does its use of the stack. */
const MOST = 500;

/**
 * The graph behind `root` as a picture: a box for each Value with its name, op, numbers or shape and gradient, and arrows to it
 * from what it was computed from. Values that are left out for the limit's sake are counted in a dashed box.
 *
 * With the option `step`, the backward pass after so many steps: what has flowed back to each Value, along which arrows, and
 * what the last step did. All pictures of one pass have their boxes in the same places, to be shown one after another:
 *
 * ```ts
 * const frames = Array.from({ length: backwardSteps(loss).length + 1 }, (_, step) => toSvg(loss, { step }));
 * ```
 *
 * An SVG document without scripts, for a file or a page. `data-index` tells which Value of `graphOf(root)` a box is, and the
 * properties of CSS `--chainrule-background`, `--chainrule-ink` and so on change the colors.
 */
export function toSvg(root: Value, options: SvgOptions = {}): string {
  const { step, direction = "right", colorScheme, limit = 100 } = options;
  if (limit > MOST) {
    throw new RangeError(
      `toSvg draws up to ${MOST} Values, got limit ${limit}. Draw a part: the graph behind an inner Value.`,
    );
  }
  const entries = graphOf(root, options);
  const passes = step === undefined ? undefined : passesOf(options.steps ?? backwardSteps(root));
  const { boxes, arrows, looks } = scene(entries, passes, step ?? 0);
  const layout = placed(boxes, arrows, direction);
  const ways = routes(boxes, arrows, layout, direction);
  const current = step === undefined || step === 0 ? undefined : passes?.steps[step - 1].call;

  const caption = captionOf(step, passes?.steps.length ?? 0, current?.op.name);
  const width = Math.max(layout.width, caption === undefined ? 0 : widthOf(caption) + 2 * MARGIN);
  const height = layout.height + (caption === undefined ? 0 : LINE + 4);
  const name = entries[0].name === undefined ? "" : ` of ${entries[0].name}`;
  const title =
    options.title ??
    `${passes === undefined ? "Graph" : "Backward pass"}${name}${caption === undefined ? "" : `, ${caption}`}`;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: classOf(colorScheme),
      role: "img",
      width,
      height,
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
    },
    element("title", {}, text(title)),
    element("desc", {}, text(describeGraph(entries))),
    element("style", {}, `\n${styleSheet(colorScheme)}\n`),
    element("rect", { class: "background", width, height }),
    ...ways.map((way, i) => edgeMarkup(way, looks[i], layout.arrows[i].label, arrows[i].label, direction)),
    ...boxes.map((box, i) => {
      const entry = entries.at(i);
      const isCurrent = entry !== undefined && entry.value.node !== null && entry.value.node === current;
      const whole = entry === undefined ? box.numbers : describeValue(entry);
      return boxMarkup(box, layout.boxes[i], entry && i, isCurrent, whole);
    }),
    ...(caption === undefined ? [] : [textMarkup(caption, { class: "caption", x: MARGIN, y: height - 12 })]),
  );
}

function captionOf(step: number | undefined, count: number, op: string | undefined): string | undefined {
  if (step === undefined) return undefined;
  return op === undefined ? `before step 1 of ${count}` : `step ${step} of ${count}: ${op}`;
}

/** What there is to draw: boxes, those of Values first, and arrows with their looks. */
function scene(
  entries: readonly GraphValue[],
  passes: Passes | undefined,
  step: number,
): { boxes: Box[]; arrows: Arrow[]; looks: EdgeLook[] } {
  const indices = new Map(entries.map(({ value }, i) => [value, i]));
  const boxes = entries.map((entry) => boxOf(entry, passes?.gradientsOf(entry.value) ?? []));
  const arrows: Arrow[] = [];
  const looks: EdgeLook[] = [];
  entries.forEach((entry, to) => {
    entry.value.inputs.forEach((input, argument) => {
      const from = indices.get(input);
      if (from === undefined) return;
      const pass = passes?.passOf(entry, argument);
      const words = pass === undefined ? "" : labelOf(pass.contribution);
      arrows.push({ from, to, label: words === "" ? NONE : { width: widthOf(words) + 10, height: LINE } });
      const passed =
        pass === undefined || pass.step > step ? undefined : pass.step === step ? "now" : "before";
      looks.push({ passed, label: words });
    });
    if (entry.hidden === undefined) return;
    arrows.push({ from: boxes.length, to, label: NONE });
    looks.push({ passed: undefined, label: "" });
    boxes.push(gapBox(entry.hidden));
  });
  return { boxes, arrows, looks };
}

/** What a contribution adds, for Values of few entries. */
function labelOf(contribution: Value): string {
  const words = abbreviate(contribution);
  return words.startsWith(contribution.dtype) ? "" : words.startsWith("-") ? words : `+${words}`;
}
