import { callsBehind } from "../backward.ts";
import { isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { noGrad } from "../recording.ts";
import { pullThrough } from "../rules.ts";
import { type Node, Value } from "../value.ts";
import { countOperations, operationsOf } from "./countOperations.ts";
import { withPrefix } from "./withPrefix.ts";

/** What the calls of one op come to. */
export interface OpStatistics {
  /** How many calls there are. */
  readonly calls: number;
  /** Memory of what they gave, where that is their own: none for a reshape, which shares it. */
  readonly bytes: number;
  /** Floating-point operations in these calls. */
  readonly forward: number;
  /** Floating-point operations of a backward pass through them. */
  readonly backward: number;
}

/** What {@link graphStatistics} gives. */
export interface GraphStatistics {
  /** How many calls of ops there are. */
  readonly calls: number;
  /** How many Values there are, leaves included. */
  readonly values: number;
  /** By the names of ops, the costliest first. */
  readonly ops: Readonly<Record<string, OpStatistics>>;
  /** Leaves that require a gradient, and how many numbers they hold. */
  readonly parameters: { readonly values: number; readonly entries: number };
  /** What the graph keeps in memory, each array once, under the first heading that has it. */
  readonly bytes: {
    readonly parameters: number;
    readonly gradients: number;
    readonly constants: number;
    readonly computed: number;
    readonly total: number;
  };
  /** Floating-point operations, counted as {@link countOperations} does: what was computed, and what `backward()` will. */
  readonly operations: { readonly forward: number; readonly backward: number };
  /** All this as a table to print. */
  toString(): string;
}

/**
 * What the graph behind `root` consists of, what it keeps in memory, and how much there is to compute. To count the operations
 * of a backward pass it applies the rules of all calls once, to cotangents of ones; no `.grad` changes.
 */
export function graphStatistics(root: Value): GraphStatistics {
  const calls = callsBehind([checkValue("graphStatistics", root)], (value) => value.node !== null).reverse();
  const values = new Set([root, ...calls.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])]);
  const leaves = [...values].filter(({ node }) => node === null);
  const parameters = leaves.filter(({ requiresGrad }) => requiresGrad);

  const claim = claims();
  const bytes = {
    parameters: claim(parameters),
    gradients: claim(parameters.flatMap(({ grad }) => grad ?? [])),
    constants: claim(leaves),
    computed: 0,
  };
  const ops = new Map<string, { -readonly [K in keyof OpStatistics]: number }>();
  const backward = backwardOperations(calls);
  for (const call of calls) {
    const { op, args, outputs } = call;
    const kept = claim(outputs);
    bytes.computed += kept;
    const sums = ops.get(op.name) ?? { calls: 0, bytes: 0, forward: 0, backward: 0 };
    sums.calls++;
    sums.bytes += kept;
    sums.forward += operationsOf(op, args, outputs);
    sums.backward += backward.get(call) ?? 0;
    ops.set(op.name, sums);
  }
  const cost = ({ forward, backward }: OpStatistics): number => forward + backward;
  const sorted = [...ops].sort(([, a], [, b]) => cost(b) - cost(a));
  const total = (key: "forward" | "backward"): number => sorted.reduce((sum, [, op]) => sum + op[key], 0);
  const statistics = {
    calls: calls.length,
    values: values.size,
    ops: Object.fromEntries(sorted),
    parameters: {
      values: parameters.length,
      entries: parameters.reduce((sum, { size }) => sum + size, 0),
    },
    bytes: { ...bytes, total: bytes.parameters + bytes.gradients + bytes.constants + bytes.computed },
    operations: { forward: total("forward"), backward: total("backward") },
  };
  return { ...statistics, toString: () => printed(statistics) };
}

/** A function that gives the memory of Values, counting no array twice. One whose entries are all equal has none. */
function claims(): (values: readonly Value[]) => number {
  const claimed = new Set<ArrayBuffer>();
  return (values) => {
    let bytes = 0;
    for (const { storage } of values) {
      if (!ArrayBuffer.isView(storage) || claimed.has(storage.buffer)) continue;
      claimed.add(storage.buffer);
      bytes += storage.buffer.byteLength;
    }
    return bytes;
  };
}

/** The operations of each call's rules, and of adding up what they give. */
function backwardOperations(calls: readonly Node[]): Map<Node, number> {
  const reached = new Set<Value>();
  const operations = new Map<Node, number>();
  for (const call of [...calls].reverse()) {
    const [cotangent, ...others] = call.outputs.map((output) =>
      output.requiresGrad ? new Value(output.shape, output.dtype, 1) : undefined,
    );
    let additions = 0;
    const add = (input: Value): void => {
      if (reached.has(input)) additions += input.size;
      reached.add(input);
    };
    const counted = countOperations(() =>
      noGrad(() =>
        pullThrough(
          call,
          call.output instanceof Value ? cotangent : [cotangent, ...others],
          ({ requiresGrad, dtype }) => requiresGrad && isFloat(dtype),
          add,
        ),
      ),
    );
    operations.set(call, counted.operations + additions);
  }
  return operations;
}

function printed({
  calls,
  values,
  ops,
  parameters,
  bytes,
  operations,
}: Omit<GraphStatistics, "toString">): string {
  const rows = Object.entries(ops).map(([name, op]) => [
    name,
    String(op.calls),
    withPrefix(op.bytes, "B"),
    withPrefix(op.forward),
    withPrefix(op.backward),
  ]);
  const { forward, backward } = operations;
  const table = [
    ["op", "calls", "memory", "forward", "backward"],
    ...rows,
    ["", String(calls), withPrefix(bytes.computed, "B"), withPrefix(forward), withPrefix(backward)],
  ];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i] + 3))).join("");
  const { total, ...kinds } = bytes;
  const memory = Object.entries(kinds)
    .filter(([, amount]) => amount > 0)
    .map(([kind, amount]) => `${withPrefix(amount, "B")} ${kind}`);
  return [
    ...table.map(line),
    "",
    `${values} Values; ${parameters.values} are parameters, of ${withPrefix(parameters.entries)} numbers`,
    [`${withPrefix(total, "B")} in memory`, ...(memory.length > 0 ? [memory.join(", ")] : [])].join(": "),
    `${withPrefix(forward + backward)} operations: ${withPrefix(forward)} forward, ${withPrefix(backward)} backward`,
  ].join("\n");
}
