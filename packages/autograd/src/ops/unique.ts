import { ones, zeros } from "../create.ts";
import { checkValue } from "../guard.ts";
import { countNonzero } from "../kernels/countNonzero.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import type { Value } from "../value.ts";
import { concat } from "./concat.ts";

// No derivative rules: which of several equal entries should get the gradient is nobody's to say.
const firsts = defineOp(
  "unique",
  (x: Value, order: Value, isFirst: Value) => x.take(order.maskedSelect(isFirst)),
  { shape: (_x, _order, isFirst) => [countNonzero(isFirst.array())], dynamicShape: "sort" },
);

/**
 * The distinct entries of x, ascending; for each entry of x its place among them, int32 of the shape of x; and how often each
 * occurs, int32. NaN comes last, and each counts as another. No gradient passes: asking for one throws.
 */
export const unique: Op<[x: Value], readonly [values: Value, inverse: Value, counts: Value]> = withSignature(
  firsts,
  (x: Value) => {
    const flat = checkValue("unique", x).reshape([x.size]).detach();
    const order = flat.argsort();
    const sorted = flat.take(order);
    const isFirst = concat([
      ones([Math.min(x.size, 1)], { dtype: "bool" }),
      sorted.slice(1).ne(sorted.slice(0, -1)),
    ]);
    const values = firsts(x, order, isFirst);
    const places = isFirst.cumsum(0).sub(1);
    const none = zeros([x.size], { dtype: "int32" });
    const counts = zeros([values.size], { dtype: "int32" }).indexAdd(0, places, none.add(1));
    return [values, none.scatter(0, order, places).reshape(x.shape), counts] as const;
  },
);
