import { checkValue } from "../guard.ts";
import { formatShape } from "../shape.ts";
import type { Value } from "../value.ts";

/** Values of up to this many entries show them. */
const FEW = 4;

/**
 * A Value in a few characters, for drawings: a scalar as `0.7071`, few entries as `[1, 2]` or `[[1], [2]]`, numbers to four
 * digits; all else as `float32[64, 784]`.
 */
export function abbreviate(x: Value): string {
  const { shape, dtype, storage } = checkValue("abbreviate", x);
  const hasNumbers = typeof storage === "number" || ArrayBuffer.isView(storage);
  if (!hasNumbers || x.size > FEW || (x.size === 0 && x.rank > 1)) return `${dtype}${formatShape(shape)}`;
  const entry = (i: number): string => {
    const number = typeof storage === "number" ? storage : storage[i];
    if (dtype === "bool") return number === 0 ? "false" : "true";
    return dtype === "int32" ? String(number) : String(Number(number.toPrecision(4)));
  };
  const rows = (axis: number, i: number): string =>
    axis === x.rank
      ? entry(i)
      : `[${Array.from({ length: shape[axis] }, (_, j) => rows(axis + 1, i * shape[axis] + j)).join(", ")}]`;
  return rows(0, 0);
}
