import { allocate, checkDtype, type Dtype, roundTo } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, type Rules, withSignature } from "../op.ts";
import { withRecording } from "../recording.ts";
import { Value } from "../value.ts";

const convert = defineOp(
  "to",
  (x: Value, dtype: Dtype) => {
    const numbers = x.numbers();
    if (typeof numbers === "number") return new Value(x.shape, dtype, roundTo(dtype, numbers));
    const output = allocate(dtype, x.size);
    if (dtype === "bool") for (let i = 0; i < output.length; i++) output[i] = numbers[i] === 0 ? 0 : 1;
    else output.set(numbers);
    return new Value(x.shape, dtype, output);
  },
  {
    shape: (x) => x.shape,
    operations: 0,
    dtype: (_x, dtype) => dtype,
    vjp: [(cotangent, _output, x) => cotangent.to(x.dtype)],
    jvp: [(tangent, _output, _x, dtype) => tangent.to(dtype)],
    batch: (_size, _isBatched, x, dtype) => x.to(dtype),
  },
);

/** x as another dtype; x itself if it has that dtype. To int32 truncates, to bool is x ≠ 0. */
export const to: Op<[x: Value, dtype: Dtype]> = withSignature(convert, (x: Value, dtype: Dtype): Value => {
  checkValue("to", x);
  checkDtype("to", dtype);
  return x.dtype === dtype ? x : convert(x, dtype);
});

const same: Rules<[Value], Value> = {
  shape: (x) => x.shape,
  operations: 0,
  vjp: [(cotangent) => cotangent],
  jvp: [(tangent) => tangent],
};

/** A Value of its own with the same numbers; gradients pass. */
export const clone: Op<[x: Value]> = defineOp("clone", (x: Value) => x, {
  ...same,
  batch: (_size, _isBatched, x) => x.clone(),
});

const cut = defineOp("detach", (x: Value) => x, {
  shape: (x) => x.shape,
  operations: 0,
  vjp: [null],
  jvp: [null],
  batch: (_size, _isBatched, x) => x.detach(),
});

/** The same numbers, without a history: no derivative flows past it. Shares the storage. */
export const detach: Op<[x: Value]> = withSignature(cut, (x: Value): Value => {
  checkValue("detach", x);
  return withRecording({ gradient: false }, () => cut(x));
});
