import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { concat } from "../ops/concat.ts";
import type { Shape } from "../shape.ts";
import type { AnyShape, Outer } from "../shapes/known.ts";
import { Value } from "../value.ts";
import { jvp, pushForward, tangentOf } from "./forward.ts";
import { grad, vjp } from "./reverse.ts";
import { traced } from "./traced.ts";

/** Options of {@link jacobian}. */
export interface JacobianOptions {
  /**
   * "reverse" makes a pass for each entry of the output: for many inputs and few outputs. "forward" makes one for each entry
   * of the input. "reverse" when absent.
   */
  readonly mode?: "reverse" | "forward";
}

/**
 * The function that gives all derivatives of all entries of `f(x)`: of shape [...output, ...input]. Differentiable itself.
 *
 * ```ts
 * jacobian((x) => x.square())(tensor([1, 2])); // [[2, 0], [0, 4]]
 * ```
 */
export function jacobian<S extends Shape = AnyShape, T extends Shape = AnyShape>(
  f: (x: Value<S>) => Value<T>,
  { mode = "reverse" }: JacobianOptions = {},
): (x: Value<S>) => Value<Outer<T, S>> {
  if (mode !== "reverse" && mode !== "forward") {
    throw new TypeError(`jacobian: mode is "reverse" or "forward", got ${describe(mode)}.`);
  }
  return (x) => (mode === "reverse" ? byRows(f, x) : byColumns(f, x));
}

function byRows(f: (x: Value) => Value, x: Value): Value {
  const [output, pullback] = vjp(f, x);
  const rows = unitsLike(checkFloat(output)).map((unit) =>
    pullback(unit)[0].to(output.dtype).reshape([1, x.size]),
  );
  return joined(rows, 0, [output.size, x.size], output).reshape([...output.shape, ...x.shape]);
}

function byColumns(f: (x: Value) => Value, x: Value): Value {
  const { output, copies, calls } = traced("jacobian", f, [x]);
  checkFloat(output);
  const columns = unitsLike(x).map((unit) => {
    const flows = new Map([[copies[0], unit]]);
    for (const call of calls) pushForward(call, flows);
    return tangentOf(output, flows).reshape([output.size, 1]);
  });
  return joined(columns, 1, [output.size, x.size], output).reshape([...output.shape, ...x.shape]);
}

function checkFloat(output: Value): Value {
  if (!(output instanceof Value) || !isFloat(output.dtype)) {
    throw new TypeError(`jacobian needs a function that returns a float Value, got ${describe(output)}.`);
  }
  return output;
}

/** For each entry, a Value like `x` that is 1 there and 0 elsewhere. */
function unitsLike(x: Value): Value[] {
  return Array.from({ length: x.size }, (_, i) => {
    const unit = new Value(x.shape, x.dtype, 0).array().slice();
    unit[i] = 1;
    return new Value(x.shape, x.dtype, unit);
  });
}

function joined(parts: readonly Value[], axis: number, shape: readonly number[], { dtype }: Value): Value {
  return parts.length > 0 ? concat(parts, axis) : new Value(shape, dtype, 0);
}

/** The function that gives all second derivatives of a scalar `f(x)`: of shape [...input, ...input]. */
export function hessian<S extends Shape = AnyShape>(
  f: (x: Value<S>) => Value<[]>,
): (x: Value<S>) => Value<Outer<S, S>> {
  return jacobian(grad(f), { mode: "forward" });
}

/**
 * The gradient of a scalar `f` at x, and the product of its Hessian with the direction `v`: in one pass forward over the
 * gradient, without the Hessian. x and v are Values, or arrays and records of them, alike.
 */
export function hvp<T = Value>(f: (x: T) => Value<[]>, x: T, v: T): [gradient: T, product: T] {
  return jvp((primal: T) => grad(f)(primal), [x], [v]);
}
