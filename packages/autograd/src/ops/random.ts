import { describe } from "../describe.ts";
import { allocate, checkDtype, type FloatDtype, isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { normalQuantile } from "../kernels/normal.ts";
import { philox } from "../kernels/philox.ts";
import { defineOp, type Op, type Rules } from "../op.ts";
import { checkShape, formatShape, type Shape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";

/*
 * A draw takes the state of a generator, int32 [key, key, draw, draw], and gives the numbers and the next state. Number i of
 * a draw comes from Philox at counter [i, i, draw, draw] under the key: no number depends on another.
 */

/** Shape and numbers of a draw, then the state after it. */
export type Draw = readonly [numbers: Value, next: Value];

/** The words of one block of a draw, by its index. */
function blocksOf(state: Value): (index: number) => Uint32Array {
  const [key0, key1, draw0, draw1] = state.array();
  const words = new Uint32Array(4);
  return (index) => {
    words[0] = index >>> 0;
    words[1] = Math.floor(index / 0x100000000);
    words[2] = draw0;
    words[3] = draw1;
    philox(words, key0, key1);
    return words;
  };
}

function advanced(state: Value): Value {
  const next = state.array().slice();
  next[2] = next[2] + 1;
  if (next[2] === 0) next[3] = next[3] + 1;
  return new Value(state.shape, "int32", next);
}

/** Fills `length` entries with `perBlock` numbers from each block of words. */
function fill(
  output: { [index: number]: number; length: number },
  state: Value,
  perBlock: number,
  number: (words: Uint32Array, j: number) => number,
): void {
  const block = blocksOf(state);
  for (let i = 0; i < output.length; i += perBlock) {
    const words = block(i / perBlock);
    for (let j = 0; j < perBlock && i + j < output.length; j++) output[i + j] = number(words, j);
  }
}

/** 53 random bits from two words, in [0, 1). */
const fraction53 = (words: Uint32Array, j: number): number =>
  ((words[2 * j] >>> 5) * 0x4000000 + (words[2 * j + 1] >>> 6)) / 0x20000000000000;

function drawnShape(op: string, state: Value, shape: Shape): [Shape, Shape] {
  if (checkValue(op, state).dtype !== "int32" || formatShape(state.shape) !== "[4]") {
    throw new TypeError(
      `${op} needs the state of a Generator, int32 of shape [4], got ${state.dtype} of shape ${formatShape(state.shape)}.`,
    );
  }
  checkShape(op, shape);
  return [shape, state.shape];
}

// A generator for each example has a key for each: nothing to share. Draws of one generator never come here.
const batch = "loop";

/** The rules of a draw of floats. */
// @__NO_SIDE_EFFECTS__
function rulesOf(
  op: string,
  draws: "uniform" | "normal",
): Rules<[state: Value, shape: Shape, dtype: FloatDtype], Draw> {
  return {
    vjp: [null],
    jvp: [null],
    batch,
    shape: (state, shape, dtype) => {
      checkDtype(op, dtype);
      if (!isFloat(dtype))
        throw new TypeError(
          `${op} gives float32 or float64, not ${String(dtype)}. For int32 use integers().`,
        );
      return drawnShape(op, state, shape);
    },
    dtype: (_state, _shape, dtype) => [dtype, "int32"],
    lowering: { draws },
  };
}

/** Numbers uniform in [0, 1): multiples of 2⁻²⁴ in float32, of 2⁻⁵³ in float64. */
export const randomUniform: Op<[state: Value, shape: Shape, dtype: FloatDtype], Draw> = defineOp(
  "randomUniform",
  (state: Value, shape: Shape, dtype: FloatDtype): Draw => {
    const output = allocate(dtype, sizeOf(shape));
    if (dtype === "float32") fill(output, state, 4, (words, j) => (words[j] >>> 8) / 0x1000000);
    else fill(output, state, 2, fraction53);
    return [new Value(shape, dtype, output), advanced(state)];
  },
  rulesOf("randomUniform", "uniform"),
);

/** Numbers of the standard normal distribution. */
export const randomNormal: Op<[state: Value, shape: Shape, dtype: FloatDtype], Draw> = defineOp(
  "randomNormal",
  (state: Value, shape: Shape, dtype: FloatDtype): Draw => {
    const output = allocate(dtype, sizeOf(shape));
    // 52 bits and a half: never 0 or 1, where the quantile is infinite
    fill(output, state, 2, (words, j) =>
      normalQuantile(((words[2 * j] >>> 6) * 0x4000000 + (words[2 * j + 1] >>> 6) + 0.5) / 0x10000000000000),
    );
    return [new Value(shape, dtype, output), advanced(state)];
  },
  rulesOf("randomNormal", "normal"),
);

/** Integers from `low` up to and without `high`. */
export const randomIntegers: Op<[state: Value, shape: Shape, low: number, high: number], Draw> = defineOp(
  "randomIntegers",
  (state: Value, shape: Shape, low: number, high: number): Draw => {
    const output = allocate("int32", sizeOf(shape));
    fill(output, state, 2, (words, j) => low + Math.floor(fraction53(words, j) * (high - low)));
    return [new Value(shape, "int32", output), advanced(state)];
  },
  {
    vjp: [null],
    jvp: [null],
    batch,
    shape: (state, shape, low, high) => {
      if (
        !Number.isInteger(low) ||
        !Number.isInteger(high) ||
        low >= high ||
        low < -0x80000000 ||
        high > 0x80000000
      ) {
        throw new RangeError(
          `randomIntegers needs int32 bounds with low < high, got ${describe(low)} and ${describe(high)}.`,
        );
      }
      return drawnShape("randomIntegers", state, shape);
    },
    dtype: () => ["int32", "int32"],
    lowering: { draws: "integers" },
  },
);

/** The integers 0 to n − 1 in random order (Fisher and Yates 1938; Durstenfeld 1964, Algorithm 235). */
export const randomPermutation: Op<[state: Value, n: number], Draw> = defineOp(
  "randomPermutation",
  (state: Value, n: number): Draw => {
    const fractions = allocate("float64", n);
    fill(fractions, state, 2, fraction53);
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(fractions[i] * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return [new Value([n], "int32", order), advanced(state)];
  },
  {
    vjp: [null],
    jvp: [null],
    batch,
    shape: (state, n) => drawnShape("randomPermutation", state, [n]),
    dtype: () => ["int32", "int32"],
  },
);
