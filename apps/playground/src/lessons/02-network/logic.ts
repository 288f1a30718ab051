import { tensor, type Value, value } from "@chainrule/autograd";
import { neuron } from "../01-neuron/neuron.ts";
import type { Weights } from "../01-neuron/tasks.ts";

/** Three neurons, each with a rule of the last lesson: XOR is "a OR b" AND "NOT BOTH". */
export const weights = {
  or: { w1: 8, w2: 8, b: -4 },
  notBoth: { w1: -8, w2: -8, b: 12 },
  xor: { w1: 8, w2: 8, b: -12 },
} as const satisfies Record<string, Weights>;

export type UnitName = "a" | "b" | keyof typeof weights;

/** A neuron with a sigmoid and given weights. */
function unit({ w1, w2, b }: Weights, x1: Value, x2: Value): Value {
  return neuron({ x1, x2, w1: value(w1), w2: value(w2), b: value(b) }, (z) => z.sigmoid());
}

/** What every unit of the network gives: the hidden neurons read the inputs, the last one reads the hidden neurons. */
export function network(a: Value, b: Value): Record<UnitName, Value> {
  const or = unit(weights.or, a, b);
  const notBoth = unit(weights.notBoth, a, b);
  return { a, b, or, notBoth, xor: unit(weights.xor, or, notBoth) };
}

/** For one pair of inputs. */
export function signals(a: number, b: number): Record<UnitName, number> {
  return mapUnits(network(value(a), value(b)), (output) => output.item());
}

/** For `side` × `side` pairs over a square at once, row by row, from the top left. */
export function planes(
  [from, to]: readonly [number, number],
  side: number,
): Record<UnitName, ArrayLike<number>> {
  const at = (i: number): number => from + ((i + 0.5) / side) * (to - from);
  const indices = Array.from({ length: side * side }, (_, i) => i);
  const a = tensor(indices.map((i) => at(i % side)));
  const b = tensor(indices.map((i) => at(side - 1 - Math.floor(i / side))));
  return mapUnits(network(a, b), ({ data }) => data);
}

function mapUnits<Out>(units: Record<UnitName, Value>, map: (output: Value) => Out): Record<UnitName, Out> {
  return Object.fromEntries(Object.entries(units).map(([name, output]) => [name, map(output)])) as Record<
    UnitName,
    Out
  >;
}
