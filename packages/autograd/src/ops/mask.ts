import { zerosLike } from "../create.ts";
import { allocate } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { countNonzero } from "../kernels/countNonzero.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { broadcastShapes } from "../shape.ts";
import { Value } from "../value.ts";

function checkMask(op: string, mask: Value): Value {
  if (checkValue(op, mask).dtype !== "bool")
    throw new TypeError(`${op} needs a bool mask, got ${mask.dtype}. Compare first: x.gt(0).`);
  return mask;
}

/** x with `fill` wherever the bool `mask` is true. */
export const maskedFill: Op<[x: Value, mask: Value, fill: Value | number]> = defineOp(
  "maskedFill",
  (x: Value, mask: Value, fill: Value | number) =>
    checkValue("maskedFill", x).where(checkMask("maskedFill", mask).logicalNot(), fill),
);

/** The index of each entry that is true, or not 0, in row-major order: int32 of shape [count, rank]. */
export const nonzero: Op<[x: Value]> = defineOp(
  "nonzero",
  (x: Value) => {
    const data = x.array();
    const count = countNonzero(data);
    const output = new Int32Array(count * x.rank);
    let end = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i] === 0) continue;
      end += x.rank;
      for (let axis = x.rank - 1, rest = i; axis >= 0; axis--) {
        output[end - x.rank + axis] = rest % x.shape[axis];
        rest = Math.floor(rest / x.shape[axis]);
      }
    }
    return new Value([count, x.rank], "int32", output);
  },
  {
    shape: (x) => [countNonzero(checkValue("nonzero", x).array()), x.rank],
    operations: 0,
    dtype: () => "int32",
    vjp: [null],
    jvp: [null],
    dynamicShape: "where",
  },
);

const select = defineOp(
  "maskedSelect",
  (x: Value, mask: Value) => {
    const [data, chosen] = [x.array(), mask.array()];
    const output = allocate(x.dtype, countNonzero(chosen));
    for (let i = 0, end = 0; i < chosen.length; i++) if (chosen[i] !== 0) output[end++] = data[i];
    return new Value([output.length], x.dtype, output);
  },
  {
    shape: (_x, mask) => [countNonzero(mask.array())],
    operations: 0,
    vjp: [
      (cotangent, _output, x, mask) => {
        const places = nonzero(mask.reshape([mask.size])).reshape([-1]);
        return zerosLike(x).reshape([x.size]).indexAdd(0, places, cotangent).reshape(x.shape);
      },
      null,
    ],
    jvp: "linear",
    dynamicShape: "where or maskedFill",
  },
) as Op<[x: Value, mask: Value]>;

/** The entries of x where the bool `mask` is true, in row-major order, as a vector; the two broadcast. */
export const maskedSelect: Op<[x: Value, mask: Value]> = withSignature(
  select,
  (x: Value, mask: Value): Value => {
    checkValue("maskedSelect", x);
    const shape = broadcastShapes("maskedSelect", x.shape, checkMask("maskedSelect", mask).shape);
    return select(x.broadcastTo(shape), mask.broadcastTo(shape));
  },
);
