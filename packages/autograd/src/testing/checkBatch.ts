import { isFloat } from "../dtype.ts";
import { stack } from "../ops/concat.ts";
import { formatShape, sameShape } from "../shape.ts";
import { jvp } from "../transforms/forward.ts";
import { vjp } from "../transforms/reverse.ts";
import { vmap } from "../transforms/vmap.ts";
import { leavesOf, type Tree } from "../tree.ts";
import { Value } from "../value.ts";

type Values = readonly Value[];
type ListFunction = (...values: Value[]) => Value[];

/**
 * Holds `vmap` against a loop over examples, for `f`, its gradient and its derivative forward, for each choice of arguments
 * that differ from example to example: each alone, and all.
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

  const each = first.map((_, i) => [i]);
  for (const mapped of first.length > 1 ? [...each, first.map((_, i) => i)] : each) {
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
  const [a, b] = [x.data, expected.data];
  a.forEach((number: number, i: number) => {
    if (Object.is(number, b[i]) || Math.abs(number - b[i]) <= 1e-9 * Math.max(1, Math.abs(b[i]))) return;
    throw new Error(
      `${title}, entry ${i}: ${number}, but a loop gives ${b[i]}. Look at the batch rules in its definition.`,
    );
  });
}
