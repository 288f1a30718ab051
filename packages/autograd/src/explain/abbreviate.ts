import { checkValue } from "../guard.ts";
import { formatShape } from "../shape.ts";
import type { Value } from "../value.ts";

/** Values of up to this many entries show them. */
const FEW = 4;

/**
 * A Value in a few characters, for drawings: a scalar as `0.7071`, a short vector as `[1, 2]`, numbers to four digits; all
 * else as `float32[64, 784]`.
 */
export function abbreviate(x: Value): string {
  const { shape, dtype, storage } = checkValue("abbreviate", x);
  if (x.rank > 1 || x.size > FEW || (typeof storage !== "number" && !ArrayBuffer.isView(storage)))
    return `${dtype}${formatShape(shape)}`;
  const entry = (i: number): string => {
    const number = typeof storage === "number" ? storage : storage[i];
    if (dtype === "bool") return number === 0 ? "false" : "true";
    return dtype === "int32" ? String(number) : String(Number(number.toPrecision(4)));
  };
  return x.rank === 0 ? entry(0) : `[${Array.from({ length: x.size }, (_, i) => entry(i)).join(", ")}]`;
}
