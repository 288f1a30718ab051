import type { BackwardStep, Value } from "@chainrule/autograd";
import { type Direction, toSvg } from "@chainrule/draw";
import type { Signal } from "@preact/signals";
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { theme } from "../../shell/theme.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

export type StepPictureProps = {
  readonly loss: Value;
  /** Those that have boxes. */
  readonly values: readonly Value[];
  readonly steps: readonly BackwardStep[];
  readonly step: Signal<number>;
  /** Which Value's box is explained: its index in the graph. */
  readonly chosen: Signal<number>;
  readonly label: string;
  readonly direction: Direction;
};

/** The graph after so many steps back, with the order of the calls. Boxes can be chosen, and the arrow keys go through time. */
export function StepPicture({
  loss,
  values,
  steps,
  step,
  chosen,
  label,
  direction,
}: StepPictureProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const svg = useMemo(
    () =>
      toSvg(loss, {
        steps,
        step: step.value,
        direction,
        limit: values.length,
        title: label,
        colorScheme: theme.value,
      }),
    [loss, steps, step.value, direction, theme.value],
  );

  // Asked before a new picture takes the place of the one with the focus in it.
  const hasFocus = frame.current?.contains(document.activeElement) === true;

  useLayoutEffect(() => {
    const picture = frame.current?.querySelector("svg");
    if (picture === null || picture === undefined) return;
    // An image has nothing in it to choose; this one has.
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", label);
    picture.querySelector(":scope > title")?.remove();
    for (const old of picture.querySelectorAll(".turn")) old.remove();
    const turns = new Map(steps.map(({ call }, i) => [call, i + 1]));
    for (const box of boxesIn(picture)) {
      const index = Number(box.dataset["index"]);
      box.setAttribute("role", "button");
      box.setAttribute("aria-pressed", String(index === chosen.value));
      box.setAttribute("tabindex", index === chosen.value ? "0" : "-1");
      const { node } = values[index];
      const turn = node === null ? undefined : turns.get(node);
      if (turn !== undefined) box.append(badge(box, turn, step.value));
    }
    if (hasFocus) picture.querySelector<SVGGElement>('g[tabindex="0"]')?.focus({ preventScroll: true });
    const current = picture.querySelector<SVGGElement>("g.current[data-index]");
    if (current !== null && frame.current !== null) bringIntoSight(frame.current, current);
  }, [svg, chosen.value]);

  const boxOf = (target: EventTarget | null): SVGGElement | null =>
    target instanceof Element ? target.closest<SVGGElement>("g[data-index]") : null;
  const choose = (box: SVGGElement | null): void => {
    if (box !== null) chosen.value = Number(box.dataset["index"]);
  };
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const times: Readonly<Record<string, number>> = {
      ArrowLeft: step.value - 1,
      ArrowRight: step.value + 1,
      Home: 0,
      End: steps.length,
    };
    const turn = ["ArrowUp", "ArrowDown"].indexOf(event.key);
    const to = times[event.key];
    if (to !== undefined) step.value = Math.min(steps.length, Math.max(0, to));
    else if (turn >= 0) {
      const next = Math.min(values.length - 1, Math.max(0, chosen.value + (turn === 0 ? -1 : 1)));
      chosen.value = next;
    } else if (event.key === "Enter" || event.key === " ") choose(boxOf(event.target));
    else return;
    event.preventDefault();
  };

  // oxlint-disable-next-line react/no-danger -- Drawn by our own package from our own Values.
  return (
    <div
      ref={frame}
      class="graph-picture steps"
      onClick={(event) => choose(boxOf(event.target))}
      onKeyDown={press}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}

const boxesIn = (picture: SVGSVGElement): SVGGElement[] => [
  ...picture.querySelectorAll<SVGGElement>("g[data-index]"),
];

/** The number of a call's turn, at the corner of its box. */
function badge(box: SVGGElement, turn: number, step: number): SVGGElement {
  const outline = box.querySelector("rect.box");
  const at = (name: string): number => Number(outline?.getAttribute(name));
  const group = document.createElementNS(svgNamespace, "g");
  group.setAttribute("class", `turn ${turn === step ? "now" : turn < step ? "done" : "later"}`);
  group.setAttribute("transform", `translate(${at("x") - 1} ${at("y") - 1})`);
  group.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS(svgNamespace, "circle");
  circle.setAttribute("r", "10");
  const number = document.createElementNS(svgNamespace, "text");
  number.setAttribute("text-anchor", "middle");
  number.setAttribute("dy", "0.35em");
  number.textContent = String(turn);
  group.append(circle, number);
  return group;
}

/** Scrolls the frame, and never the page, until the box is within it. */
function bringIntoSight(frame: HTMLElement, box: SVGGElement): void {
  const [outer, inner] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.left < outer.left) frame.scrollLeft += inner.left - outer.left - 16;
  else if (inner.right > outer.right) frame.scrollLeft += inner.right - outer.right + 16;
}
