import { graphOf, isValue, nameOf, type Value } from "@chainrule/autograd";

/** A graph as plain data: what each Value is computed from, the leaves first. */
export type PackedGraph = readonly PackedValue[];

export type PackedValue = {
  readonly name: string | undefined;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The numbers of a leaf. */
  readonly data?: readonly number[];
  readonly requiresGrad?: boolean;
  readonly op?: string;
  readonly args?: readonly PackedArgument[];
};

/** A Value by its place in the graph, several of them, or anything else as it is. */
export type PackedArgument =
  | { readonly at: number }
  | { readonly list: readonly number[] }
  | { readonly constant: unknown };

/** More nobody walks through. */
const most = 500;

/**
 * Packs the graph behind the last of some variables of a program: a scalar that depends on a parameter. Values are called as
 * the variables that hold them.
 */
export function packGraph(variables: Readonly<Record<string, unknown>>): PackedGraph {
  const names = new Map<unknown, string>(Object.entries(variables).map(([name, held]) => [held, name]));
  const last = Object.values(variables).findLast((held) => isValue("packGraph", held));
  if (last === undefined || last.rank > 0 || !last.requiresGrad)
    throw new Error(
      "To be drawn, the last constant has to be a single number that depends on a Value with requiresGrad, such as const L = x.square();",
    );
  if (graphOf(last, { limit: most + 1 }).length > most)
    throw new Error(`This graph has more than ${most} Values: too many to walk through here.`);
  const packed: PackedValue[] = [];
  const places = new Map<Value, number>();
  const place = (value: Value): number => {
    const known = places.get(value);
    if (known !== undefined) return known;
    const entry = pack(value);
    places.set(value, packed.length);
    packed.push(entry);
    return packed.length - 1;
  };
  const pack = (value: Value): PackedValue => {
    const { node, dtype, shape, requiresGrad } = value;
    const about = { name: nameOf(value) ?? names.get(value), dtype, shape };
    if (node === null) return { ...about, requiresGrad, data: Array.from(value.data) };
    if (node.outputs.length > 1)
      throw new Error(`${node.op.name} has several outputs, which are not drawn here.`);
    return { ...about, op: node.op.name, args: node.args.map(packArgument) };
  };
  const packArgument = (argument: unknown): PackedArgument => {
    if (isValue("packGraph", argument)) return { at: place(argument) };
    if (Array.isArray(argument) && argument.some((entry) => isValue("packGraph", entry)))
      return { list: argument.map(place) };
    return { constant: argument };
  };
  place(last);
  return packed;
}
