import { pullBack } from "../backward.ts";
import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { isValue } from "../guard.ts";
import { fits } from "../rules.ts";
import { leavesLike, leavesOf, mapTree } from "../tree.ts";
import { Value } from "../value.ts";
import { dependents, released, traced } from "./traced.ts";

/**
 * The output of `f` at `primals` and a function that takes a cotangent of it to the cotangents of all primals: the product
 * of the cotangent with the Jacobian. Primals and outputs are Values, or arrays and records of them.
 */
export function vjp<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
  ...primals: Args
): [output: Out, pullback: (cotangent: Out) => Args] {
  return pulled("vjp", f, primals);
}

function pulled<Args extends readonly unknown[], Out>(
  op: string,
  f: (...args: Args) => Out,
  primals: Args,
): [output: Out, pullback: (cotangent: Out) => Args] {
  const { output, copies, calls } = traced(op, f, primals);
  const dependent = dependents(copies, calls);
  const latestFirst = calls.slice().reverse();
  const roots = leavesOf(op, output);

  const pullback = (cotangent: Out): Args => {
    const seeds = leavesLike(op, output, cotangent, "the cotangent");
    const cotangents = new Map<Value, Value>();
    roots.forEach((root, i) => {
      if (!fits(seeds[i], root)) {
        throw new TypeError(
          `${op}: the output ${describe(root)} needs a cotangent like it, got ${describe(seeds[i])}.`,
        );
      }
      if (isFloat(root.dtype)) cotangents.set(root, cotangents.get(root)?.add(seeds[i]) ?? seeds[i]);
    });
    pullBack(latestFirst, cotangents, (value) => dependent.has(value));
    return mapTree(op, primals, ({ shape, dtype }, i) =>
      released(cotangents.get(copies[i]) ?? new Value(shape, dtype, 0)),
    );
  };
  return [mapTree(op, output, released), pullback];
}

/** Like {@link grad}, and gives the value of `f` too. */
export function valueAndGrad<T = Value, Rest extends readonly unknown[] = []>(
  f: (x: T, ...rest: Rest) => Value<[]>,
): (x: T, ...rest: Rest) => [value: Value<[]>, gradient: T] {
  return (x, ...rest) => {
    const [loss, pullback] = pulled("grad", (primal: T) => checkLoss(f(primal, ...rest)), [x]);
    return [loss, pullback(new Value(loss.shape, loss.dtype, 1))[0]];
  };
}

/**
 * The function that gives the gradient of `f` with respect to its first argument: a Value, or an array or record of them
 * (and the gradient has that form too). `f` returns a scalar. `grad(grad(f))` is the second derivative, and so on.
 *
 * What `f` computes from its argument and leaves in a variable outside still requires a gradient: `detach()` it there.
 */
export function grad<T = Value, Rest extends readonly unknown[] = []>(
  f: (x: T, ...rest: Rest) => Value<[]>,
): (x: T, ...rest: Rest) => T {
  const both = valueAndGrad(f);
  return (x, ...rest) => both(x, ...rest)[1];
}

function checkLoss(loss: Value<[]>): Value<[]> {
  if (!isValue("grad", loss) || loss.rank > 0 || !isFloat(loss.dtype)) {
    throw new TypeError(
      `grad needs a function that returns a scalar float Value, got ${describe(loss)}. Reduce with sum() or mean(), or use vjp.`,
    );
  }
  return loss;
}
