import { allocate, promote } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { gemm } from "../kernels/gemm.ts";
import type { Factor } from "../kernels/multiplier.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { broadcastShapes, formatShape, type Shape, sizeOf } from "../shape.ts";
import type { MatmulOp } from "../shapes/matmul.ts";
import { Transposed } from "../transposed.ts";
import { Value } from "../value.ts";

const productShape = (a: Value, b: Value): Shape => [...a.shape.slice(0, -1), b.shape[b.rank - 1]];

/** Matrices as a product takes them, the first of them. */
function factorsOf(x: Value): Factor {
  const { storage } = x;
  return storage instanceof Transposed
    ? { entries: storage.original, start: 0, isTransposed: true }
    : { entries: x.array(), start: 0, isTransposed: false };
}

/** Products of matrices [..., m, k] and [..., k, n] whose leading axes are equal. */
const multiply = defineOp(
  "matmul",
  (a: Value, b: Value) => {
    const [m, k] = a.shape.slice(-2);
    const n = b.shape[b.rank - 1];
    const shape = productShape(a, b);
    const output = allocate(a.dtype, sizeOf(shape));
    const [left, right] = [factorsOf(a), factorsOf(b)];
    for (let i = 0, count = sizeOf(a.shape.slice(0, -2)); i < count; i++)
      gemm({ ...left, start: i * m * k }, { ...right, start: i * k * n }, output, i * m * n, m, k, n);
    return new Value(shape, a.dtype, output);
  },
  {
    shape: productShape,
    operations: (a, b) => 2 * a.size * b.shape[b.rank - 1],
    // d(ab) = da b + a db
    vjp: [
      (cotangent, _output, _a, b) => multiply(cotangent, b.transpose()),
      (cotangent, _output, a) => multiply(a.transpose(), cotangent),
    ],
    jvp: [(tangent, _output, _a, b) => multiply(tangent, b), (tangent, _output, a) => multiply(a, tangent)],
    batch: (_size, _isBatched, a, b): Value => matmul(a, b),
  },
) as Op<[a: Value, b: Value]>;

/**
 * The matrix product over the last two axes, [..., m, k] · [..., k, n] → [..., m, n]; leading axes broadcast. A factor of
 * rank 1 is a row on the left or a column on the right, and that axis is gone from the result.
 */
export const matmul: MatmulOp = withSignature(multiply, (a: Value, b: Value): Value => {
  checkValue("matmul", a);
  checkValue("matmul", b);
  if (a.rank === 0 || b.rank === 0) {
    throw new RangeError(
      `matmul needs factors with axes, got ${formatShape(a.shape)} and ${formatShape(b.shape)}. To scale by a number use mul.`,
    );
  }
  if (a.rank === 1) return matmul(a.unsqueeze(0), b).squeeze(b.rank === 1 ? 0 : -2);
  if (b.rank === 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  const [m, k] = a.shape.slice(-2);
  const [inner, n] = b.shape.slice(-2);
  if (k !== inner) {
    throw new RangeError(
      `matmul needs [m, k] and [k, n], got ${formatShape(a.shape)} and ${formatShape(b.shape)}. Transpose or reshape one of them.`,
    );
  }
  const promoted = promote([a, b]);
  const dtype = promoted === "bool" ? "int32" : promoted;
  const [left, right] = [a.to(dtype), b.to(dtype)];
  // One matrix on the right: the rows of all matrices on the left in one product.
  if (right.rank === 2) {
    const rows = left.rank === 2 ? left : left.reshape([sizeOf(left.shape.slice(0, -1)), k]);
    return multiply(rows, right).reshape([...left.shape.slice(0, -1), n]);
  }
  // One matrix on the left: the columns of all matrices on the right in one product.
  if (left.rank === 2) {
    const stacked = right.shape.slice(0, -2);
    const front = Array.from(stacked.keys());
    const columns = right
      .permute([right.rank - 2, ...front, right.rank - 1])
      .reshape([k, sizeOf(stacked) * n]);
    const product = multiply(left, columns).reshape([m, ...stacked, n]);
    return product.permute([...front.map((axis) => axis + 1), 0, right.rank - 1]);
  }
  const leading = broadcastShapes("matmul", left.shape.slice(0, -2), right.shape.slice(0, -2));
  return multiply(left.broadcastTo([...leading, m, k]), right.broadcastTo([...leading, k, n]));
}) as MatmulOp;

/** All products of an entry of the vector a and one of the vector b: [m] and [n] → [m, n]. */
export const outer: Op<[a: Value, b: Value]> = defineOp("outer", (a: Value, b: Value) => {
  checkValue("outer", a);
  checkValue("outer", b);
  if (a.rank !== 1 || b.rank !== 1) {
    throw new RangeError(`outer needs two vectors, got ${formatShape(a.shape)} and ${formatShape(b.shape)}.`);
  }
  return a.unsqueeze(1).mul(b);
});

/** The sum of the products of the entries of two vectors of one length. */
export const dot: Op<[a: Value, b: Value]> = defineOp("dot", (a: Value, b: Value) => {
  checkValue("dot", a);
  checkValue("dot", b);
  if (a.rank !== 1 || b.rank !== 1 || a.size !== b.size) {
    throw new RangeError(
      `dot needs two vectors of one length, got ${formatShape(a.shape)} and ${formatShape(b.shape)}. For matrices use matmul.`,
    );
  }
  return matmul(a, b);
});
