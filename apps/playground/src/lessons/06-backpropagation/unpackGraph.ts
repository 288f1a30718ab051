import { type Dtype, registry, setName, tensor, type Value } from "@chainrule/autograd";
import type { PackedArgument, PackedGraph } from "./packGraph.ts";

/** Computes a packed graph again. Returns its last Value, with the graph behind it; all of its Values have names. */
export function unpackGraph(packed: PackedGraph): Value {
  const values: Value[] = [];
  const argument = (packed: PackedArgument): unknown =>
    "at" in packed
      ? values[packed.at]
      : "list" in packed
        ? packed.list.map((at) => values[at])
        : packed.constant;
  const taken = new Set(packed.map(({ name }) => name));
  let count = 0;
  const freshName = (): string => {
    count++;
    return taken.has(`v${count}`) ? freshName() : `v${count}`;
  };
  for (const { name, dtype, shape, data, requiresGrad, op, args = [] } of packed) {
    const value =
      op === undefined
        ? tensor(data ?? [], { shape, dtype: dtype as Dtype, requiresGrad: requiresGrad === true })
        : callByName(op, args.map(argument));
    if (value.shape.join() !== shape.join() || (op !== undefined && value.node?.op.name !== op))
      throw new Error(`The op ${op} cannot be drawn here.`);
    values.push(value);
    const isPlain = op === undefined && requiresGrad !== true && value.rank === 0;
    if (name !== undefined) setName(value, name);
    else if (!isPlain) setName(value, freshName());
  }
  return values[values.length - 1];
}

function callByName(name: string, args: readonly unknown[]): Value {
  const op = (registry as Readonly<Record<string, unknown>>)[name];
  if (typeof op !== "function")
    throw new Error(`The op ${name} is not one of the library's, and cannot be drawn here.`);
  return (op as (...args: readonly unknown[]) => Value)(...args);
}
