import { describe } from "../describe.ts";
import { allocate, promote, roundTo } from "../dtype.ts";
import { isValue } from "../guard.ts";
import { isFilled } from "../kernels/entrywise.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { broadcastShapes, type Shape, sameShape } from "../shape.ts";
import { Value } from "../value.ts";

const select: Op<[condition: Value, a: Value, b: Value]> = defineOp(
  "where",
  (condition: Value, a: Value, b: Value) => {
    const choice = condition.numbers();
    if (typeof choice === "number") return choice === 0 ? b : a;
    const [x, y] = [a.numbers(), b.numbers()];
    const output = allocate(a.dtype, choice.length);
    if (isFilled(select, output, choice, x, y)) return new Value(a.shape, a.dtype, output);
    // Apart, because most masks are against a number, and twice as fast without asking at each entry.
    if (typeof x !== "number" && typeof y === "number")
      for (let i = 0; i < output.length; i++) output[i] = choice[i] === 0 ? y : x[i];
    else
      for (let i = 0; i < output.length; i++) {
        const from = choice[i] === 0 ? y : x;
        output[i] = typeof from === "number" ? from : from[i];
      }
    return new Value(a.shape, a.dtype, output);
  },
  {
    shape: (_condition, a) => a.shape,
    operations: 0,
    dtype: (_condition, a) => a.dtype,
    vjp: [
      null,
      (cotangent, _output, condition) => cotangent.where(condition, 0),
      (cotangent, _output, condition) => cotangent.where(condition.eq(false), 0),
    ],
    jvp: [
      null,
      (tangent, _output, condition) => tangent.where(condition, 0),
      (tangent, _output, condition) => tangent.where(condition.eq(false), 0),
    ],
    batch: (_size, _isBatched, condition, a, b): Value => where(condition, a, b),
  },
);

/**
 * `a` where `condition` is true, else `b`, entry by entry; all three broadcast. As a method, `a.where(condition, b)`.
 * The branch not taken gets a gradient of exactly 0, also where its own derivative would be infinite.
 */
export const where: Op<[condition: Value, a: Value | number, b: Value | number]> = withSignature(
  select,
  (condition: Value, a: Value | number, b: Value | number): Value => {
    if (!isValue("where", condition) || condition.dtype !== "bool") {
      const got = condition instanceof Value ? condition.dtype : describe(condition);
      throw new TypeError(`where needs a bool Value as its condition, got ${got}. Compare first: x.gt(0).`);
    }
    for (const branch of [a, b]) {
      if (typeof branch !== "number" && !isValue("where", branch)) {
        throw new TypeError(`where needs Values or numbers to choose from, got ${describe(branch)}.`);
      }
    }
    const dtype = promote([a, b]);
    const shape = [a, b].reduce<Shape>(
      (shape, branch) => (branch instanceof Value ? broadcastShapes("where", shape, branch.shape) : shape),
      condition.shape,
    );
    const fit = (branch: Value | number): Value =>
      branch instanceof Value
        ? stretched(branch.to(dtype), shape)
        : new Value(shape, dtype, roundTo(dtype, branch));
    return select(stretched(condition, shape), fit(a), fit(b));
  },
);

function stretched(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : x.broadcastTo(shape);
}
