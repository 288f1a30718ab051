import katex from "katex";
import type { JSX } from "preact";

/** A formula, written in TeX: in the line, or with `block` on a line of its own. */
export function Tex({
  children,
  block = false,
}: {
  readonly children: string;
  readonly block?: boolean;
}): JSX.Element {
  const html = katex.renderToString(children, {
    displayMode: block,
    output: "htmlAndMathml",
    strict: "error",
  });
  // oxlint-disable-next-line react/no-danger -- KaTeX makes it from the page's own formulas.
  const inner = { dangerouslySetInnerHTML: { __html: html } };
  return block ? (
    <div class="formula" tabIndex={0} role="group" aria-label="Formula" {...inner} />
  ) : (
    <span {...inner} />
  );
}
