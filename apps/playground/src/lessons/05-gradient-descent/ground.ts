import { fieldOf } from "../../plots/field.ts";
import type { Point } from "../../plots/marks.tsx";
import { bowl } from "./bowl.ts";

/** The part of the plane of both weights that is drawn. */
export const first: Point = [-2, 10];
export const second: Point = [-2, 8];

export const isOnMap = ([x, y]: Point): boolean =>
  x >= first[0] && x <= first[1] && y >= second[0] && y <= second[1];

/** The heights of contour lines: every ten, and some more where it is flat. */
export const levels = [1, 4, ...Array.from({ length: 12 }, (_, i) => 10 * (i + 1))];

/** For lines of equal height. */
export const bowlField = fieldOf(bowl, first, second, 41, 35);

/** For a landscape, whose cells are drawn one by one: fewer of them. */
export const bowlLandscape = fieldOf(bowl, first, second, 25, 21);
