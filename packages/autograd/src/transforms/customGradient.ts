import { callsBehind } from "../backward.ts";
import { describe } from "../describe.ts";
import { isValueList } from "../guard.ts";
import { type DerivativeRules, type Documented, type Op, withOwnRules } from "../op.ts";
import { openExamples, Trace } from "../trace.ts";
import { Value, youngestCall } from "../value.ts";
import { vmap } from "./vmap.ts";

type Values = readonly Value[];

/**
 * `f`, a function made of ops, with derivatives of your own instead of those that follow from its ops: to make them stable,
 * cheap, or something else on purpose. Rules are those of `defineOp`: one for each argument that is a Value, or null where
 * nothing is to flow. What `f` captures from outside gets no gradient;
 * what differs between the examples of `vmap` has to be an argument. With `samples`, `checkOp` compares rules that are to be the
 * true derivatives with differences of `f`.
 *
 * ```ts
 * // rounds forward, and lets gradients pass as if it did not: a straight-through estimator (Bengio et al. 2013)
 * const roundThrough = customGradient((x: Value) => x.round(), { vjp: [(cotangent) => cotangent] });
 * ```
 */
export function customGradient<Args extends readonly unknown[], Out extends Value | Values>(
  f: (...args: Args) => Out,
  rules: DerivativeRules<Args, Out> & Documented<NoInfer<Args>>,
): Op<Args, Out> {
  const checked = (...args: Args): Out => {
    const check = openExamples().length > 0 ? watchCaptures(args) : undefined;
    const output = f(...args);
    check?.(output);
    return output;
  };
  Object.defineProperty(checked, "name", { value: f.name });
  return withOwnRules(checked, { ...rules, batch: batchRule(f, rules) });
}

/** What throws when a function, which vmap will call again, has read an older Value of that vmap than its arguments. */
function watchCaptures(args: readonly unknown[]): (output: Value | Values) => void {
  const youngest = youngestCall();
  const given = new Set(args.flat());
  const before = new Set(openExamples().flatMap(({ examples }) => [...examples.keys()]));
  const isInside = (x: Value): boolean => x.storage instanceof Trace && !given.has(x);
  const isOld = (x: Value): boolean => (x.node === null ? before.has(x) : x.node.id <= youngest);
  return (output) => {
    const outputs = (output instanceof Value ? [output] : output).filter(isInside);
    const calls = callsBehind(outputs, (x) => isInside(x) && !isOld(x));
    const captured = [...outputs, ...calls.flatMap(({ inputs }) => inputs)].find(
      (x) => isInside(x) && isOld(x),
    );
    if (!(captured?.storage instanceof Trace)) return;
    throw new Error(
      `customGradient inside ${captured.storage.transform} reads ${describe(captured)}, which differs from example to example and is none of its arguments. Pass it as one.`,
    );
  };
}

type ErasedRule = (...args: unknown[]) => Value | Values;

/** Function and rules, for all examples at once. */
function batchRule<Args extends readonly unknown[], Out extends Value | Values>(
  f: (...args: Args) => Out,
  rules: DerivativeRules<Args, Out>,
): (size: number, isBatched: readonly boolean[], ...args: Args) => Out {
  return (axisSize, isBatched, ...args) => {
    let position = 0;
    const axisOfNext = (): 0 | null => (isBatched[position++] ? 0 : null);
    const inAxes = args.map((arg) =>
      arg instanceof Value ? axisOfNext() : isValueList(arg) ? arg.map(axisOfNext) : null,
    );
    const ofValues = inAxes.filter((_, i) => args[i] instanceof Value || isValueList(args[i]));
    const options = { inAxes, axisSize };

    const vjp = (rules.vjp as readonly (ErasedRule | null)[] | undefined)?.map(
      (rule, i) =>
        rule &&
        ((cotangent: unknown, output: Out, ...all: Args) => {
          const each = vmap(rule, { ...options, inAxes: [0, 0, ...inAxes] });
          return summed(each(complete(cotangent, output), output, ...all), ofValues[i]);
        }),
    );
    const jvp = (rules.jvp as readonly (ErasedRule | null)[] | undefined)?.map(
      (rule, i) =>
        rule &&
        ((tangent: unknown, output: Out, ...all: Args) =>
          vmap(rule, { ...options, inAxes: [ofValues[i], 0, ...inAxes] })(tangent, output, ...all)),
    );
    const together = { vjp, jvp } as DerivativeRules<Args, Out>;
    return customGradient(vmap(f, options) as (...args: Args) => Out, together)(...args);
  };
}

/** Of several outputs, those that nothing depends on have cotangents of 0. */
function complete(cotangent: unknown, output: Value | Values): Value | Values {
  if (output instanceof Value) return cotangent as Value;
  return output.map((value, i) => (cotangent as Values)[i] ?? new Value(value.shape, value.dtype, 0));
}

/** What an argument gets that is the same for all examples: the sum of what each contributes. */
function summed(contribution: Value | Values, axes: null | 0 | readonly (null | 0)[]): Value | Values {
  if (contribution instanceof Value) return axes === null ? contribution.sum(0) : contribution;
  return contribution.map((part, i) => summed(part, Array.isArray(axes) ? axes[i] : null) as Value);
}
