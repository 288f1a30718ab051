import { element, text } from "./markup.ts";

/** Height of a line, and width of a letter of the monospaced font in which everything is written. */
export const LINE = 17;
const LETTER = 7.25;

/** Letters that are twice as wide: those of East Asia, and pictures. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

const letters = new Intl.Segmenter();

function columns(letter: string): number {
  return WIDE.test(letter) ? 2 : 1;
}

function lettersOf(line: string): string[] {
  return Array.from(letters.segment(line), ({ segment }) => segment);
}

/** How many columns a line takes. */
export function columnsOf(line: string): number {
  return lettersOf(line).reduce((count, letter) => count + columns(letter), 0);
}

/** How wide a line is, in pixels. */
export function widthOf(line: string): number {
  return columnsOf(line) * LETTER;
}

/** A line of at most so many columns, the end of a longer one replaced by `…`. */
export function cut(line: string, limit: number): string {
  const all = lettersOf(line.replace(/\s+/gu, " ").trim());
  let [kept, width] = ["", 0];
  for (const [i, letter] of all.entries()) {
    width += columns(letter);
    if (width > limit - (i < all.length - 1 ? 1 : 0)) return `${kept}…`;
    kept += letter;
  }
  return kept;
}

/** A line of text, as wide as {@link widthOf} says in whatever font there is. */
export function textMarkup(
  line: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
): string {
  const width = widthOf(line);
  return element("text", { ...attributes, textLength: width, lengthAdjust: "spacingAndGlyphs" }, text(line));
}
