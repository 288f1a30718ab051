import { isValueList } from "../guard.ts";
import { type DerivativeRules, type Op, withOwnRules } from "../op.ts";
import { Value } from "../value.ts";
import { vmap } from "./vmap.ts";

type Values = readonly Value[];

/**
 * `f`, a function made of ops, with derivatives of your own instead of those that follow from its ops: to make them stable,
 * cheap, or something else on purpose. Rules are those of `defineOp`: one for each argument that is a Value, or null where
 * nothing is to flow. What `f` captures from outside gets no gradient.
 *
 * ```ts
 * // rounds forward, and lets gradients pass as if it did not: a straight-through estimator (Bengio et al. 2013)
 * const roundThrough = customGradient((x: Value) => x.round(), { vjp: [(cotangent) => cotangent] });
 * ```
 */
export function customGradient<Args extends readonly unknown[], Out extends Value | Values>(
  f: (...args: Args) => Out,
  rules: DerivativeRules<Args, Out>,
): Op<Args, Out> {
  return withOwnRules(f, { ...rules, batch: batchRule(f, rules) });
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
