import { isFloat } from "../dtype.ts";
import { stack } from "../ops/concat.ts";
import { formatShape, sameShape } from "../shape.ts";
import { jvp } from "../transforms/forward.ts";
import { vjp } from "../transforms/reverse.ts";
import { vmap } from "../transforms/vmap.ts";
import { leavesOf, type Tree } from "../tree.ts";
import { Value } from "../value.ts";
import { disagreement } from "./disagreement.ts";

type Values = readonly Value[];
type ListFunction = (...values: Value[]) => Value[];

/**
 * Holds `vmap` against a loop over examples, for `f`, its gradient and its derivative forward, for each choice of arguments
 * that differ from example to example: every one, or, of many, each alone, all, and all but one.
 * @param examples the arguments of each example: Values, float or not.
 * @throws Error that names the choice, the example, the entry and both numbers where they disagree.
 */
export function checkBatch(
  title: string,
  f: (...values: Value[]) => Tree,
  examples: readonly Values[],
): void {
  const outputsOf: ListFunction = (...values) => leavesOf(title, f(...values));
  const [first] = examples;
  const isFloatArg = first.map((value) => isFloat(value.dtype));
  const floats = (values: Values): Value[] => values.filter((_, i) => isFloatArg[i]);
  /** f of its float arguments only, with float outputs only. */
  const smooth = (values: Values): ListFunction => {
    return (...some) => {
      let next = 0;
      return outputsOf(...values.map((value, i) => (isFloatArg[i] ? some[next++] : value))).filter((output) =>
        isFloat(output.dtype),
      );
    };
  };
  const functions: [name: string, ListFunction][] = [["", outputsOf]];
  if (isFloatArg.includes(true)) {
    functions.push([
      "the gradient of ",
      (...values) => {
        const [outputs, pullback] = vjp(smooth(values), ...floats(values));
        return pullback(outputs.map(weights));
      },
    ]);
    functions.push([
      "the forward derivative of ",
      (...values) => jvp(smooth(values), floats(values), floats(values).map(weights))[1],
    ]);
  }

  for (const mapped of choices(first.length)) {
    const inAxes = first.map((_, i) => (mapped.includes(i) ? 0 : null));
    const all = first.map((value, i) =>
      mapped.includes(i) ? stack(examples.map((values) => values[i])) : value,
    );
    for (const [name, g] of functions) {
      const together = vmap(g, { inAxes })(...all);
      examples.forEach((values, example) => {
        const alone = g(...first.map((value, i) => (mapped.includes(i) ? values[i] : value)));
        alone.forEach((expected, output) => {
          compare(
            `${title}: vmap of ${name}it over argument ${mapped.join(", ")}, output ${output}, example ${example}`,
            together[output].slice(example, example + 1).reshape(together[output].shape.slice(1)),
            expected,
          );
        });
      });
    }
  }
}

/** Which of `count` arguments have examples. */
function choices(count: number): number[][] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count > 3) return [...all.map((i) => [i]), ...all.map((i) => all.toSpliced(i, 1)), all];
  return Array.from({ length: 2 ** count - 1 }, (_, i) => all.filter((bit) => ((i + 1) >> bit) & 1));
}

/** Numbers that are all different, so that each entry counts for itself. */
function weights(like: Value): Value {
  const numbers = Float64Array.from({ length: like.size }, (_, i) => Math.sin(i + 1));
  return new Value(like.shape, "float64", numbers).to(like.dtype);
}

function compare(title: string, x: Value, expected: Value): void {
  if (!sameShape(x.shape, expected.shape) || x.dtype !== expected.dtype) {
    throw new Error(
      `${title}: ${x.dtype} of shape ${formatShape(x.shape)}, but a loop gives ${expected.dtype} of shape ${formatShape(expected.shape)}.`,
    );
  }
  // What is NaN or infinite alone may be so together.
  const entries = x.data.map((entry: number, i: number) => (Object.is(entry, expected.data[i]) ? 0 : entry));
  const others = expected.data.map((entry: number, i: number) => (Object.is(entry, x.data[i]) ? 0 : entry));
  const found = disagreement(x.shape, ["vmap gives", entries], ["a loop gives", others], {
    relativeTolerance: 1e-9,
    absoluteTolerance: 1e-9,
  });
  if (found !== undefined) throw new Error(`${title}, ${found}. Look at the batch rules in its definition.`);
}
