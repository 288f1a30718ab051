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
    const parts = partsOf(part);
    if (parts === null) {
      throw new TypeError(
        `${op} works on Values, arrays and records of Values, got ${describe(part)}. Wrap numbers with value(), or close over them.`,
      );
    }
    const mapped = parts.map(([key, inner]) => [key, visit(inner)] as const);
    return Array.isArray(part) ? mapped.map(([, inner]) => inner) : Object.fromEntries(mapped);
  };
  return visit(tree) as T;
}

/** A setting for all Values of a tree, or one for each of its parts, in an array or record of its form. */
export type PerPart<T> = T | readonly PerPart<T>[] | { readonly [key: string]: PerPart<T> };

/** The same tree with each Value replaced by what `f` makes of it and of the setting that belongs to it. */
export function mapTreeWith<T, S extends number | null>(
  op: string,
  tree: T,
  settings: PerPart<S>,
  what: string,
  f: (leaf: Value, setting: S) => Value,
): T {
  if (typeof settings === "number" || settings === null)
    return mapTree(op, tree, (leaf) => f(leaf, settings));
  const [inner, parts] = [new Map(partsOf(settings)), partsOf(tree)];
  if (parts === null || parts.length !== inner.size || parts.some(([key]) => !inner.has(key))) {
    throw new TypeError(
      `${op}: ${what} must be an axis or null, or have the form of what it belongs to; got ${describe(settings)} for ${describe(tree)}.`,
    );
  }
  const mapped = parts.map(
    ([key, part]) => [key, mapTreeWith(op, part, inner.get(key) as PerPart<S>, what, f)] as const,
  );
  return (Array.isArray(tree) ? mapped.map(([, part]) => part) : Object.fromEntries(mapped)) as T;
}

/** The Values of `tree` in the order of `like`, whose form it has: arrays by index, records by key. */
export function leavesLike(op: string, like: unknown, tree: unknown, what: string): Value[] {
  const leaves: Value[] = [];
  const visit = (pattern: unknown, part: unknown): void => {
    if (isValue(op, pattern) && isValue(op, part)) {
      leaves.push(part);
      return;
    }
    const [expected, given] = [partsOf(pattern), new Map(partsOf(part))];
    if (expected?.length !== given.size || Array.isArray(pattern) !== Array.isArray(part)) {
      throw new TypeError(
        `${op}: ${what} must have the form of what it belongs to, got ${describe(part)} for ${describe(pattern)}.`,
      );
    }
    for (const [key, inner] of expected) {
      if (!given.has(key)) throw new TypeError(`${op}: ${what} lacks "${key}".`);
      visit(inner, given.get(key));
    }
  };
  visit(like, tree);
  return leaves;
}

/** The entries of an array or record; null for anything else. */
export function partsOf(x: unknown): [key: string, part: unknown][] | null {
  if (typeof x !== "object" || x === null) return null;
  if (Array.isArray(x)) return x.map((part, i) => [String(i), part]);
  const prototype: unknown = Object.getPrototypeOf(x);
  // A plain object, also of another realm, whose Object.prototype is another one.
  return prototype === null || Object.getPrototypeOf(prototype) === null ? Object.entries(x) : null;
}
