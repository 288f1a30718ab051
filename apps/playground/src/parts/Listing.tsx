import { classHighlighter, highlightCode } from "@lezer/highlight";
import { parser } from "@lezer/javascript";
import type { JSX } from "preact";

const typescript = parser.configure({ dialect: "ts" });

/** A program to read. */
export function Listing({
  source,
  label = "Program",
}: {
  readonly source: string;
  readonly label?: string;
}): JSX.Element {
  const code = source.trimEnd();
  const pieces: JSX.Element[] = [];
  highlightCode(
    code,
    typescript.parse(code),
    classHighlighter,
    (text, classes) => pieces.push(<span class={classes}>{text}</span>),
    () => pieces.push(<>{"\n"}</>),
  );
  return (
    <pre class="listing" tabIndex={0} role="region" aria-label={label}>
      <code>{pieces}</code>
    </pre>
  );
}
