export type { Direction } from "./layout.ts";
export type { ColorScheme } from "./style.ts";
export { type SvgOptions, toSvg } from "./toSvg.ts";
