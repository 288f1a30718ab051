import { describe } from "./describe.ts";
import { isValue } from "./guard.ts";
import type { Value } from "./value.ts";

/** A Value, or arrays and records of them to any depth: what transforms take and give. */
export type Tree = Value | readonly Tree[] | { readonly [key: string]: Tree };

/** The Values of a tree, in order. Throws on anything else in it. */
export function leavesOf(op: string, tree: unknown): Value[] {
  const leaves: Value[] = [];
  mapTree(op, tree, (leaf) => {
    leaves.push(leaf);
    return leaf;
  });
  return leaves;
}

/** The same tree with each Value replaced by what `f` makes of it; `index` counts them. */
export function mapTree<T>(op: string, tree: T, f: (leaf: Value, index: number) => Value): T {
  let index = 0;
  const visit = (part: unknown): unknown => {
    if (isValue(op, part)) return f(part, index++);
    if (Array.isArray(part)) return part.map(visit);
    if (isRecord(part))
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
    throw new TypeError(
      `${op} works on Values, arrays and records of Values, got ${describe(part)}. Wrap numbers with value(), or close over them.`,
    );
  };
  return visit(tree) as T;
}

function isRecord(x: unknown): x is object {
  if (typeof x !== "object" || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}
