import type { Dtype } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { arrays, build, forwardOf } from "./vectors.ts";

const comparisons = ["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"];
const ofFloats =
  "add sub mul div neg abs sqrt maximum minimum floor ceil trunc round reciprocal square relu sign".split(
    " ",
  );
const ofIntegers = "add sub mul neg abs sign maximum minimum relu square floor ceil trunc round".split(" ");
const ofBools = "add mul maximum minimum".split(" ");
const cases: readonly [dtype: Dtype, op: string][] = (
  [
    ["float32", ofFloats],
    ["float64", ofFloats],
    ["int32", ofIntegers],
    ["bool", ofBools],
  ] as const
).flatMap(([dtype, ops]) => [...ops, ...comparisons].map((op): [Dtype, string] => [dtype, op]));

const floats = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.3, 7, 1e-40, -1e30, 2 ** 23 + 1, 0.49999997];
const samples: Readonly<Record<Dtype, readonly number[]>> = {
  float32: [...floats, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 3e38],
  float64: [...floats, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e308],
  int32: [0, 1, -1, 2, 3, -7, 46341, 2 ** 31 - 1, -(2 ** 31)],
  bool: [0, 1],
};

describe.each(cases)("%s: code for %s", (dtype, op) => {
  it("gives what eager code gives, in lanes and for single entries", () => {
    const givesBool = comparisons.includes(op);
    const numbers = samples[dtype];
    const length = 8 * Math.ceil(numbers.length ** 2 / 8);
    const { operands, lanewise, single, run } = build(op, dtype, length, true, givesBool);
    const isMask = givesBool || dtype === "bool";
    operands.forEach((operand, place) => {
      operand.forEach((_, i) => {
        const x = numbers[Math.floor(i / numbers.length ** place) % numbers.length];
        operand[i] = dtype === "bool" ? -x : x;
      });
    });
    run();
    const bits = (array: typeof single): Int32Array =>
      new Int32Array(array.buffer, array.byteOffset, array.byteLength / 4);
    const words = arrays[dtype].BYTES_PER_ELEMENT / 4;
    const forward = forwardOf(op, dtype);
    for (let i = 0; i < length; i++) {
      const entries = operands.map((operand) => (dtype === "bool" ? -operand[i] : operand[i]));
      const result = forward(...entries);
      if (isMask) {
        const mask = result === 0 ? 0 : -1;
        expect([
          bits(lanewise)[i * words],
          bits(lanewise)[i * words + words - 1],
          bits(single)[i * words],
        ]).toEqual([mask, mask, mask]);
      } else {
        const [wanted] = new arrays[dtype]([result]);
        expect([lanewise[i], single[i]]).toEqual([wanted, wanted]);
      }
    }
  });
});
