import { callsBehind, pullBack } from "../backward.ts";
import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { clone } from "../ops/conversion.ts";
import { recording, withRecording } from "../recording.ts";
import { formatShape, sameShape } from "../shape.ts";
import { leavesOf, mapTree } from "../tree.ts";
import { type Node, Value } from "../value.ts";
import { entered, released } from "./entry.ts";

/** What `f` computed from `primals`, and how cotangents of it go back to them. */
interface Pulled<Args, Out> {
  readonly output: Out;
  readonly pull: (cotangent: Out) => Args;
}

/**
 * Calls `f` on fresh copies of `primals` that require a gradient, and keeps the calls between them and the output. Nested
 * transforms cannot mistake each other's Values, and captured parameters keep their `.grad`.
 */
function pulled<Args extends readonly unknown[], Out>(
  op: string,
  f: (...args: Args) => Out,
  primals: Args,
): Pulled<Args, Out> {
  const originals = leavesOf(op, primals);
  const fresh: Value[] = [];
  const args = mapTree(op, primals, (primal) => {
    const copy = entered(op, primal, clone);
    copy.tracked = true;
    fresh.push(copy);
    return copy;
  });
  const output = withRecording({ gradient: true }, () => f(...args));
  const roots = leavesOf(op, output);

  const youngest = Math.max(0, ...fresh.map((copy) => copy.node?.id ?? 0));
  const isInside = (value: Value): boolean =>
    value.tracked && value.node !== null && value.node.id > youngest;
  const calls = callsBehind(roots.filter(isInside), isInside);
  const dependent = new Set(fresh);
  const between = calls
    .slice()
    .reverse()
    .filter((node) => {
      const depends = node.inputs.some((input) => dependent.has(input));
      if (depends) for (const result of node.outputs) if (result.tracked) dependent.add(result);
      return depends;
    });
  untrack(fresh, originals, calls);

  const pull = (cotangent: Out): Args => {
    const seeds = leavesOf(op, cotangent);
    if (seeds.length !== roots.length)
      throw new TypeError(`${op}: the output has ${roots.length} Values, the cotangent ${seeds.length}.`);
    const cotangents = new Map<Value, Value>();
    roots.forEach((root, i) => {
      checkSeed(op, root, seeds[i]);
      const sum = cotangents.get(root);
      if (isFloat(root.dtype)) cotangents.set(root, sum === undefined ? seeds[i] : sum.add(seeds[i]));
    });
    pullBack(between.slice().reverse(), cotangents, (value) => dependent.has(value));
    return mapTree(
      op,
      primals,
      (primal, i) => cotangents.get(fresh[i]) ?? new Value(primal.shape, primal.dtype, 0),
    );
  };
  return { output: mapTree(op, output, released), pull };
}

/** From here on the calls require a gradient only if they would without the fresh copies. */
function untrack(fresh: readonly Value[], originals: readonly Value[], calls: readonly Node[]): void {
  fresh.forEach((copy, i) => {
    copy.tracked = recording.gradient && originals[i].tracked;
  });
  for (const node of calls.slice().reverse()) {
    const tracked = node.inputs.some((input) => input.tracked);
    for (const output of node.outputs) output.tracked &&= tracked;
  }
}

function checkSeed(op: string, root: Value, seed: Value): void {
  if (!sameShape(root.shape, seed.shape) || root.dtype !== seed.dtype) {
    throw new TypeError(
      `${op}: an output of shape ${formatShape(root.shape)} and dtype ${root.dtype} needs a cotangent like it, got ${describe(seed)} and dtype ${seed.dtype}.`,
    );
  }
}

/**
 * The output of `f` at `primals` and a function that takes a cotangent of it to the cotangents of all primals: the product
 * of the cotangent with the Jacobian. Primals and outputs are Values, or arrays and records of them.
 */
export function vjp<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
  ...primals: Args
): [output: Out, pullback: (cotangent: Out) => Args] {
  const { output, pull } = pulled("vjp", f, primals);
  return [output, pull];
}

/** Like {@link grad}, and gives the value of `f` too. */
export function valueAndGrad<T = Value, Rest extends readonly unknown[] = []>(
  f: (x: T, ...rest: Rest) => Value,
): (x: T, ...rest: Rest) => [value: Value, gradient: T] {
  return (x, ...rest) => {
    const { output, pull } = pulled("grad", (primal: T) => checkLoss(f(primal, ...rest)), [x]);
    const [gradient] = pull(new Value(output.shape, output.dtype, 1));
    return [output, gradient];
  };
}

/**
 * The function that gives the gradient of `f` with respect to its first argument: a Value, or an array or record of them
 * (and the gradient has that form too). `f` returns a scalar. `grad(grad(f))` is the second derivative, and so on.
 */
export function grad<T = Value, Rest extends readonly unknown[] = []>(
  f: (x: T, ...rest: Rest) => Value,
): (x: T, ...rest: Rest) => T {
  const both = valueAndGrad(f);
  return (x, ...rest) => both(x, ...rest)[1];
}

function checkLoss(loss: Value): Value {
  if (!(loss instanceof Value) || loss.rank > 0 || !isFloat(loss.dtype)) {
    const got = loss instanceof Value ? `${loss.dtype} of shape ${formatShape(loss.shape)}` : describe(loss);
    throw new TypeError(
      `grad needs a function that returns a scalar float Value, got ${got}. Reduce with sum() or mean(), or use vjp.`,
    );
  }
  return loss;
}
