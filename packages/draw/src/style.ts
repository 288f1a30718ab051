/** The colors of a drawing: custom properties of CSS, `--chainrule-ink` and so on, which a page may set. */
const light = {
  background: "#ffffff",
  ink: "#1f2328",
  muted: "#59636e",
  line: "#818b98",
  computed: "#f6f8fa",
  "computed-title": "#dfe5ec",
  parameter: "#ddf4ff",
  "parameter-line": "#0969da",
  constant: "#ffffff",
  gradient: "#bc4c00",
  "gradient-fill": "#fff1e5",
};

const dark: typeof light = {
  background: "#0d1117",
  ink: "#f0f6fc",
  muted: "#9198a1",
  line: "#656c76",
  computed: "#151b23",
  "computed-title": "#2f3742",
  parameter: "#0c2d56",
  "parameter-line": "#4493f8",
  constant: "#0d1117",
  gradient: "#f0883e",
  "gradient-fill": "#3d2211",
};

type Color = keyof typeof light;
/** Dark on light, or light on dark. */
export type ColorScheme = "light" | "dark";

/** The class of drawings of that scheme: a page may hold some of each. */
export function classOf(scheme: ColorScheme | undefined): string {
  return `chainrule-graph chainrule-${scheme ?? "auto"}`;
}

/** The rules of a drawing's style sheet, of that scheme, or of the one that the reader prefers. */
export function styleSheet(scheme: ColorScheme | undefined): string {
  const root = `.${classOf(scheme).replace(" ", ".")}`;
  if (scheme !== undefined) return rules(root, scheme === "dark" ? dark : light);
  // Renderers without variables or media queries skip what they do not know, and draw in light colors.
  return `${rules(root, light)}\n@media (prefers-color-scheme: dark) {\n${rules(root, dark)}\n}`;
}

function rules(root: string, colors: typeof light): string {
  const paint = (selector: string, property: "fill" | "stroke", color: Color): string =>
    `${root} ${selector} { ${property}: ${colors[color]}; ${property}: var(--chainrule-${color}, ${colors[color]}) }`;
  return [
    `${root} text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }`,
    `${root} .title { font-weight: bold }`,
    paint(".background", "fill", "background"),
    paint("text", "fill", "ink"),
    paint(".box", "stroke", "line"),
    paint(".computed .box", "fill", "computed"),
    paint(".computed .band", "fill", "computed-title"),
    paint(".parameter .box", "fill", "parameter"),
    paint(".parameter .box", "stroke", "parameter-line"),
    paint(".constant .box", "fill", "constant"),
    paint(".hidden .box", "fill", "constant"),
    paint(".hidden text", "fill", "muted"),
    paint(".gradient", "fill", "gradient"),
    paint(".edge path", "stroke", "line"),
    paint(".edge polygon", "fill", "line"),
    paint(".label", "fill", "background"),
    paint(".passed path", "stroke", "gradient"),
    paint(".passed polygon", "fill", "gradient"),
    paint(".passed text", "fill", "gradient"),
    paint(".current .box", "stroke", "gradient"),
    paint(".current .band", "fill", "gradient-fill"),
    paint(".current .label", "fill", "gradient-fill"),
    paint(".caption", "fill", "muted"),
  ].join("\n");
}
