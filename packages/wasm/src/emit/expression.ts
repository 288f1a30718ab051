import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f64, i32, local } from "../encode/code.ts";
import type { Expression, View } from "../ir.ts";
import { converted, type EntrySurroundings, imported, machineType, scalarCode } from "./entry.ts";

/** What the code of an expression needs from around it. */
export interface Surroundings extends EntrySurroundings {
  /** The local that points to where a view is read now, relative to its address. */
  readonly pointerOf: (view: View) => number;
  /** Where a view lies in memory. */
  readonly addressOf: (view: View) => number;
  /** The index of an imported function. */
  readonly importOf: (forward: (...entries: number[]) => number, arity: number) => number;
  /** Code for what a reduction has given. */
  readonly totalOf: (index: number) => Bytes;
}

/** All expressions inside some, each before those that need it, and how many need it. */
export function inside(roots: readonly Expression[]): Map<Expression, number> {
  const uses = new Map<Expression, number>();
  const ordered: Expression[] = [];
  const open: [expression: Expression, isDone: boolean][] = roots.map((root) => [root, false]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [expression, isDone] = next;
    if (isDone) {
      ordered.push(expression);
      continue;
    }
    uses.set(expression, (uses.get(expression) ?? 0) + 1);
    if (uses.get(expression) !== 1) continue;
    open.push([expression, true]);
    if (expression.kind === "call") for (const operand of expression.operands) open.push([operand, false]);
  }
  return new Map(ordered.map((expression) => [expression, uses.get(expression) as number]));
}

export function viewsIn(roots: readonly Expression[]): View[] {
  const reads = Array.from(inside(roots).keys()).filter((expression) => expression.kind === "read");
  return Array.from(new Set(reads.map(({ view }) => view)));
}

/** Whether an entry is computed by a function of JavaScript. */
export function isImported(expression: Expression): boolean {
  if (expression.kind !== "call" || expression.forward === undefined || expression.op === "to") return false;
  return scalarCode(expression.op, expression.operands[expression.operands.length - 1].dtype) === null;
}

function loadScalar(dtype: Dtype, pointer: number, address: number): Bytes {
  const at = local.get(pointer);
  if (dtype === "float32") return f32.load(at, address);
  return dtype === "float64" ? f64.load(at, address) : i32.load(at, address);
}

/** Code that writes one entry. */
export function storeEntry(view: View, entry: Bytes, { pointerOf, addressOf }: Surroundings): Bytes {
  const [at, address, { dtype }] = [local.get(pointerOf(view)), addressOf(view), view.buffer];
  if (dtype === "float32") return f32.store(at, entry, address);
  return dtype === "float64" ? f64.store(at, entry, address) : i32.store(at, entry, address);
}

function number(dtype: Dtype, x: number): Bytes {
  if (dtype === "float32") return f32.const(x);
  if (dtype === "float64") return f64.const(x);
  return i32.const(dtype === "bool" ? (x === 0 ? 0 : -1) : x);
}

/** Code for one entry of each expression: what to run first, and code that gives each. */
export function scalarExpressions(
  roots: readonly Expression[],
  around: Surroundings,
): { setup: Bytes; values: Bytes[] } {
  const codes = new Map<Expression, Bytes>();
  const setup: Bytes[] = [];
  for (const [expression, uses] of inside(roots)) {
    let code = scalarOf(expression, codes, around);
    if (uses > 1 && expression.kind !== "number") {
      const kept = around.f.local(machineType[expression.dtype]);
      setup.push(local.set(kept, code));
      code = local.get(kept);
    }
    codes.set(expression, code);
  }
  return { setup, values: roots.map((root) => codes.get(root) as Bytes) };
}

function scalarOf(
  expression: Expression,
  codes: ReadonlyMap<Expression, Bytes>,
  around: Surroundings,
): Bytes {
  if (expression.kind === "number") return number(expression.dtype, expression.value);
  if (expression.kind === "total") return around.totalOf(expression.index);
  if (expression.kind === "read")
    return loadScalar(expression.dtype, around.pointerOf(expression.view), around.addressOf(expression.view));
  const { op, operands, dtype, forward } = expression;
  const given = operands.map((operand) => codes.get(operand) as Bytes);
  const from = operands[operands.length - 1].dtype;
  if (op === "to") return converted(given[0], from, dtype);
  const own = scalarCode(op, from);
  if (own !== null) return own(around, ...given);
  if (forward === undefined) throw new Error(`No code for ${op} of ${from}.`);
  return imported(around.importOf(forward, operands.length), given, from, dtype);
}
