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
 * Holds `vmap` against a loop over examples, for `f`, its gradient and its derivative forward, and the gradient from outside
 * of `vmap`; for every choice of arguments that differ from example to example (of more than three: each alone, all, and all
 * but one).
 * @param examples the arguments of each example: Values, float or not.
 * @throws Error that names the choice, the example, the entry and both numbers where they disagree.
 */
export function checkBatch(
  title: string,
  f: (...values: Value[]) => Tree,
  examples: readonly Values[],
): void {
  const outputsOf: ListFunction = (...values) => leavesOf(title, f(...values));
  const gradientOf: ListFunction = (...values) => {
    const [outputs, pullback] = vjp(smooth(outputsOf, values), ...floatsOf(values));
    return pullback(outputs.map(weights));
  };
  const pushedBy: ListFunction = (...values) =>
    jvp(smooth(outputsOf, values), floatsOf(values), floatsOf(values).map(weights))[1];
  const [first] = examples;
  const isSmooth = floatsOf(first).length > 0;
  const functions: [name: string, ListFunction][] = [["it", outputsOf]];
  if (isSmooth) functions.push(["its gradient", gradientOf], ["its forward derivative", pushedBy]);

  for (const mapped of choices(first.length)) {
    const inAxes = first.map((_, i) => (mapped.includes(i) ? 0 : null));
    const chosen = examples.map((values) =>
      first.map((value, i) => (mapped.includes(i) ? values[i] : value)),
    );
    const all = first.map((value, i) =>
      mapped.includes(i) ? stack(examples.map((values) => values[i])) : value,
    );
    const where = `over argument ${mapped.join(", ")}`;
    for (const [name, g] of functions) {
      const together = vmap(g, { inAxes })(...all);
      chosen.forEach((values, example) => {
        g(...values).forEach((expected, output) => {
          compare(
            `${title}: vmap of ${name} ${where}, output ${output}, example ${example}`,
            pick(together[output], example),
            expected,
          );
        });
      });
    }
    if (!isSmooth) continue;
    const [outputs, pullback] = vjp(smooth(vmap(outputsOf, { inAxes }), all), ...floatsOf(all));
    const around = pullback(outputs.map((output) => weights(pick(output, 0)).broadcastTo(output.shape)));
    const gradients = chosen.map((values) => gradientOf(...values));
    const isMapped = first.flatMap((value, i) => (isFloat(value.dtype) ? [mapped.includes(i)] : []));
    around.forEach((gradient, i) => {
      const apart = stack(gradients.map((each) => each[i]));
      const expected = isMapped[i] ? apart : apart.sum(0);
      compare(`${title}: the gradient of vmap ${where}, float argument ${i}`, gradient, expected);
    });
  }
}

const floatsOf = (values: Values): Value[] => values.filter((value) => isFloat(value.dtype));

const pick = (x: Value, example: number): Value => x.slice(example, example + 1).reshape(x.shape.slice(1));

/** f of its float arguments only, with float outputs only. */
function smooth(f: ListFunction, values: Values): ListFunction {
  return (...floats) => {
    let next = 0;
    return floatsOf(f(...values.map((value) => (isFloat(value.dtype) ? floats[next++] : value))));
  };
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
