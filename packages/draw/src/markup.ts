/** An element of SVG. Attributes that are undefined are left out; children are markup, or text that {@link text} has escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${text(typeof value === "number" ? rounded(value) : (value as string))}"`,
    )
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

/** A text as XML holds it: marked characters escaped, those that XML forbids replaced. */
export function text(plain: string): string {
  return plain
    .replace(/[\p{Surrogate}\p{Control}\ufffe\uffff]/gu, (letter) => (letter === "\n" ? "\n" : "\ufffd"))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A coordinate, to a hundredth of a pixel. */
export function rounded(coordinate: number): string {
  return String(Math.round(coordinate * 100) / 100);
}
