import { registry, type TypedArray, tensor, unary, type Value } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { computeEntries } from "../src/eager/entrywise.ts";
import { laneCode } from "../src/emit/laneCode.ts";
import { laneFunction } from "../src/emit/math/functions.ts";
import { forwardOf } from "./vectors.ts";

type Float = "float32" | "float64";
type Operands = readonly (number | TypedArray)[];
const arrays = { float32: Float32Array, float64: Float64Array };
const comparisons = new Set(["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"]);
const cases = (["float32", "float64"] as const).flatMap((dtype) =>
  Object.entries(registry)
    .filter(([name, op]) => "forward" in Object(op.lowering) && laneCode(name, dtype) !== null)
    .map(([name]): [Float, string] => [dtype, name]),
);

const special = [0, -0, 1, -1, 0.5, 2, 88.5, -104, 1e-40, 3e38, Number.POSITIVE_INFINITY, Number.NaN, 1e-320];
/** Two blocks and an odd rest. */
const LENGTH = 8209;

function numbers(dtype: Float, seed: number): TypedArray {
  const entries = Array.from({ length: LENGTH }, (_, i) =>
    i % 7 === 0 ? special[(i * seed) % special.length] : 4 ** (3 * Math.sin(i * 1.7)) * Math.sin(seed + i),
  );
  return new arrays[dtype](entries);
}

/** What the kernel gives, asked until it finds that worth its while. */
function computed(name: string, operands: Operands, out: TypedArray): TypedArray {
  let isDone = false;
  for (let call = 0; call < 3; call++)
    isDone = computeEntries(registry[name as keyof typeof registry], operands, out);
  expect(isDone).toBe(true);
  return out;
}

function isNear(dtype: Float, name: string, x: number, wanted: number): boolean {
  if (Object.is(x, wanted)) return true;
  if (laneFunction(name, dtype) === null && name !== "rsqrt") return false;
  const [unit, least] = dtype === "float32" ? [2 ** -23, 2 ** -126] : [2 ** -52, 2 ** -1022];
  // What functions may be wrong by is held to references elsewhere; in JavaScript, that of erfc is by 11.
  return Math.abs(x - wanted) <= 16 * unit * Math.max(Math.abs(wanted), least);
}

it("integers, what comes seldom and ops of somebody else's are left to others", () => {
  const [ints, floats] = [new Int32Array(30_000), new Float32Array(30_000)];
  expect(computeEntries(registry.neg, [ints], ints)).toBe(false);
  expect(computeEntries(registry.eq, [ints, 1], new Uint8Array(30_000))).toBe(false);
  expect(computeEntries(registry.cosh, [floats.subarray(1000)], new Float32Array(1000))).toBe(false);
  const exp = unary({ name: "exp", forward: (x) => x + 1, derivative: () => 1 });
  expect(computeEntries(exp, [floats], new Float32Array(30_000))).toBe(false);
  expect(exp(tensor(floats)).data[29_999]).toBe(1);
});

describe.each(cases)("many entries of %s in eager code: %s", (dtype, name) => {
  it("are what a function of one entry gives, and what a compiled program gives", () => {
    const forward = forwardOf(name, dtype);
    const [x, y] = [numbers(dtype, 1), numbers(dtype, 2)];
    const one = y[3];
    const choices: Operands[] =
      forward.length === 1
        ? [[x]]
        : [
            [x, y],
            [x, one],
            [one, y],
          ];
    const outs = choices.map((operands) => {
      const out = comparisons.has(name) ? new Uint8Array(LENGTH) : new arrays[dtype](LENGTH);
      const rounded = new arrays[dtype](1);
      computed(name, operands, out).forEach((entry, i) => {
        const entries = operands.map((operand) => (typeof operand === "number" ? operand : operand[i]));
        rounded[0] = forward(...entries);
        if (!isNear(dtype, name, entry, rounded[0])) expect([entries, entry]).toEqual([entries, rounded[0]]);
      });
      return out;
    });
    const op = registry[name as keyof typeof registry] as (...values: Value[]) => Value;
    const values = (choices[0] as TypedArray[]).map((entries) => tensor(entries));
    expect(compile(op)(...values).data).toEqual(outs[0]);
  });
});

describe.each(["float32", "float64"] as const)("choices of %s", (dtype) => {
  it("are made by bools", () => {
    const condition = Uint8Array.from({ length: LENGTH }, (_, i) => Number(Math.sin(i * i) > 0));
    const [x, y] = [numbers(dtype, 1), numbers(dtype, 2)];
    const wanted = (a: number | TypedArray, b: number | TypedArray): number[] =>
      Array.from(condition, (isFirst, i) => {
        const chosen = isFirst ? a : b;
        return typeof chosen === "number" ? chosen : chosen[i];
      });
    for (const [a, b] of [
      [x, y],
      [x, 0],
      [-1, y],
      [1, 0],
    ] as const)
      expect(Array.from(computed("where", [condition, a, b], new arrays[dtype](LENGTH)))).toEqual(
        wanted(a, b),
      );
  });
});

it("many entries are computed there once the package is imported", () => {
  const entries = numbers("float32", 1).map((x) => x / 1e3);
  const x = tensor(entries);
  for (let call = 0; call < 3; call++) x.tanh();
  expect(x.tanh().data).toEqual(computed("tanh", [entries], new Float32Array(LENGTH)));
  expect(x.tanh().data).not.toEqual(entries.map(Math.tanh)); // those are rounded once
});

it.each(["float32", "float64"] as const)("lines of softmax get their powers there, of %s", (dtype) => {
  const [rows, columns] = [150, 67];
  const entries = new arrays[dtype](rows * columns).map((_, i) => 20 * Math.sin(i * i));
  entries[5] = Number.NEGATIVE_INFINITY;
  const x = tensor(entries, { shape: [rows, columns] });
  const unit = dtype === "float32" ? 2 ** -23 : 2 ** -52;
  for (const axis of [0, 1]) {
    const [lines, length] = axis === 0 ? [columns, rows] : [rows, columns];
    const [shares, logs] = [x.softmax(axis).data, x.logSoftmax(axis).data];
    for (let line = 0; line < lines; line++) {
      const places = Array.from({ length }, (_, i) => (axis === 0 ? i * columns + line : line * columns + i));
      const largest = Math.max(...places.map((place) => entries[place]));
      const powers = places.map((place) => Math.exp(entries[place] - largest));
      const sum = powers.reduce((a, b) => a + b);
      places.forEach((place, i) => {
        expect(Math.abs(shares[place] - powers[i] / sum)).toBeLessThanOrEqual((4 * unit * powers[i]) / sum);
        const log = entries[place] - largest - Math.log(sum);
        if (log !== logs[place])
          expect(Math.abs(logs[place] - log)).toBeLessThanOrEqual(4 * unit * Math.abs(log));
      });
    }
  }
});
