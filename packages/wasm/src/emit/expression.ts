import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f64, i32, type Local, set } from "../encode/code.ts";
import type { Expression, View } from "../ir.ts";
import { converted, type EntrySurroundings, imported, machineType, scalarCode } from "./entry.ts";

/** What the code of an expression needs from around it. */
export interface Surroundings extends EntrySurroundings {
  /** The local that points to where a view is read now, relative to its address. */
  readonly pointerOf: (view: View) => Local;
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
  const open: Expression[] = [];
  /** How many operands of each open expression have been looked at. */
  const seen: number[] = [];
  const meet = (expression: Expression): void => {
    const known = uses.get(expression);
    uses.set(expression, (known ?? 0) + 1);
    if (known !== undefined) return;
    open.push(expression);
    seen.push(0);
  };
  for (const root of roots) {
    meet(root);
    while (open.length > 0) {
      const top = open.length - 1;
      const expression = open[top];
      if (expression.kind === "call" && seen[top] < expression.operands.length) {
        meet(expression.operands[seen[top]++]);
        continue;
      }
      ordered.push(expression);
      open.pop();
      seen.pop();
    }
  }
  const counted = new Map<Expression, number>();
  for (const expression of ordered) counted.set(expression, uses.get(expression) as number);
  return counted;
}

export function viewsIn(roots: readonly Expression[]): View[] {
  const views = new Set<View>();
  for (const expression of inside(roots).keys()) if (expression.kind === "read") views.add(expression.view);
  return Array.from(views);
}

/** Whether an entry is computed by a function of JavaScript. */
export function isImported(expression: Expression): boolean {
  if (expression.kind !== "call" || expression.forward === undefined || expression.op === "to") return false;
  return scalarCode(expression.op, expression.operands[expression.operands.length - 1].dtype) === null;
}

function loadScalar(dtype: Dtype, pointer: Local, address: number): Bytes {
  const at = pointer;
  if (dtype === "float32") return f32.load(at, address);
  return dtype === "float64" ? f64.load(at, address) : i32.load(at, address);
}

/** Code that writes one entry. */
export function storeEntry(view: View, entry: Bytes, { pointerOf, addressOf }: Surroundings): Bytes {
  const [at, address, { dtype }] = [pointerOf(view), addressOf(view), view.buffer];
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
      setup.push(set(kept, code));
      code = kept;
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
