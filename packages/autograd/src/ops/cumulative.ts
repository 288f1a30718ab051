import { allocate, isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";

const sums = defineOp(
  "cumsum",
  (x: Value, axis: number, isReversed: boolean) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const data = x.array();
    const output = allocate(isFloat(x.dtype) ? x.dtype : "int32", data.length);
    for (let i = 0; i < outer; i++) {
      for (let l = 0; l < inner; l++) {
        const start = i * length * inner + l;
        let sum = 0;
        for (let j = 0; j < length; j++) {
          const at = start + (isReversed ? length - 1 - j : j) * inner;
          sum += data[at];
          output[at] = sum;
        }
      }
    }
    return new Value(x.shape, isFloat(x.dtype) ? x.dtype : "int32", output);
  },
  {
    shape: (x) => x.shape,
    dtype: (x) => (isFloat(x.dtype) ? x.dtype : "int32"),
    // What an entry adds to is the sums from its place on.
    vjp: [(cotangent, _output, _x, axis, isReversed) => sums(cotangent, axis, !isReversed)],
    jvp: "linear",
    batch: (_size, _isBatched, x, axis, isReversed) => sums(x, axis + 1, isReversed),
  },
) as Op<[x: Value, axis: number, isReversed: boolean]>;

/** The sums of the entries along an axis up to each place, that included. Bools count as integers. */
export const cumsum: Op<[x: Value, axis: number]> = withSignature(
  sums,
  (x: Value, axis: number): Value =>
    sums(x, normalizeAxis("cumsum", axis, checkValue("cumsum", x).rank), false),
);

/** The products of the entries along an axis up to each place, that included. */
export const cumprod: Op<[x: Value, axis: number]> = defineOp("cumprod", (x: Value, axis: number) => {
  const along = normalizeAxis("cumprod", axis, checkValue("cumprod", x).rank);
  const extent = x.shape[along];
  // Each round multiplies with what is `reach` places before: right to any order of derivative, also at zeros.
  let products = x.dtype === "bool" ? x.to("int32") : x.clone();
  for (let reach = 1; reach < extent; reach *= 2) {
    const later = products.slice(reach, undefined, { axis: along });
    const earlier = products.slice(0, extent - reach, { axis: along });
    products = products.sliceScatter(later.mul(earlier), reach, undefined, { axis: along });
  }
  return products;
});

/** Where along an axis the largest entry up to each place is (the smallest, with sign −1), the latest of several. */
const latestBest = defineOp(
  "cummax",
  (x: Value, axis: number, sign: 1 | -1) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const data = x.array();
    const output = new Int32Array(data.length);
    for (let i = 0; i < outer; i++) {
      for (let l = 0; l < inner; l++) {
        const start = i * length * inner + l;
        for (let j = 0, best = 0; j < length; j++) {
          const [entry, champion] = [data[start + j * inner], data[start + best * inner]];
          if (Number.isNaN(entry) || sign * entry >= sign * champion) best = j;
          output[start + j * inner] = best;
        }
      }
    }
    return new Value(x.shape, "int32", output);
  },
  {
    shape: (x) => x.shape,
    dtype: () => "int32",
    vjp: [null],
    jvp: [null],
    batch: (_size, _isBatched, x, axis, sign): Value => latestBest(x, axis + 1, sign),
  },
) as Op<[x: Value, axis: number, sign: 1 | -1]>;

type Running = Op<[x: Value, axis: number], readonly [values: Value, indices: Value]>;

function running(name: string, sign: 1 | -1): Running {
  return defineOp(name, (x: Value, axis: number) => {
    const indices = latestBest(x, normalizeAxis(name, axis, checkValue(name, x).rank), sign);
    return [x.gather(axis, indices), indices] as const;
  });
}

/** The largest entry along an axis up to each place, that included, and its index, the latest of several. NaN stays. */
export const cummax: Running = running("cummax", 1);

/** The smallest entry along an axis up to each place, that included, and its index, the latest of several. NaN stays. */
export const cummin: Running = running("cummin", -1);
