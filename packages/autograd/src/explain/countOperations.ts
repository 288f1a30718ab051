import type { AnyOp } from "../op.ts";
import { Trace } from "../trace.ts";
import { Value } from "../value.ts";
import { watched } from "../watching.ts";

/** What the calls of one op came to. */
export interface OperationCount {
  /** How often the op was called. */
  readonly calls: number;
  /** Floating-point operations in all these calls. */
  readonly operations: number;
}

/** What {@link countOperations} gives. */
export interface CountedOperations<T> {
  /** What the function returned. */
  readonly result: T;
  /** Floating-point operations in all. */
  readonly operations: number;
  /** By the names of ops, the costliest first. */
  readonly byOp: Readonly<Record<string, OperationCount>>;
}

/**
 * Calls `f` and counts the floating-point operations of every op in it, recorded or not, in backward passes too. The counts
 * follow from shapes: 2mnk for the product of [m, k] and [k, n], 2 for each weight at each place of a convolution, 0 for ops
 * that only move numbers, and 1 for each entry of the largest argument or output for all others, entrywise functions and
 * reductions, be the function a sum or an exponential. An op of yours says how it counts with `operations`.
 */
export function countOperations<T>(f: () => T): CountedOperations<T> {
  const counts = new Map<string, { calls: number; operations: number }>();
  const result = watched(
    {
      called(op, args, output) {
        const outputs = output instanceof Value ? [output] : output;
        // Inside vmap, what runs on all examples later is what counts.
        if (outputs.some(({ storage }) => storage instanceof Trace)) return;
        const before = counts.get(op.name) ?? { calls: 0, operations: 0 };
        const operations = before.operations + operationsOf(op, args, outputs);
        counts.set(op.name, { calls: before.calls + 1, operations });
      },
      ruled: (_application, rule) => rule(),
    },
    f,
  );
  const sorted = [...counts].sort(([, a], [, b]) => b.operations - a.operations);
  return {
    result,
    operations: sorted.reduce((sum, [, { operations }]) => sum + operations, 0),
    byOp: Object.fromEntries(sorted),
  };
}

/** The floating-point operations of one call. */
export function operationsOf(op: AnyOp, args: readonly unknown[], outputs: readonly Value[]): number {
  const { operations } = op;
  if (typeof operations === "number") return operations;
  if (operations !== undefined) return (operations as (...args: readonly unknown[]) => number)(...args);
  const values = [...args.flat().filter((arg) => arg instanceof Value), ...outputs];
  return values.reduce((largest, { size }) => Math.max(largest, size), 0);
}
