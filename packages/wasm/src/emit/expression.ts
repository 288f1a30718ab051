import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f32x4, f64, i32, i32x4, local, v128 } from "../encode/code.ts";
import type { Expression, View } from "../ir.ts";
import { bytesPer, converted, type EntrySurroundings, imported, machineType, scalarCode } from "./entry.ts";
import { convertedLanes, laneCode } from "./laneCode.ts";
import { Lanes, type Vector } from "./lanes.ts";

/** What the code of an expression needs from around it. */
export interface Surroundings extends EntrySurroundings {
  /** The local that points to where a view is read now, relative to the start of its buffer and its offset. */
  pointerOf(view: View): number;
  /** How far a view moves along the innermost axis, in bytes. */
  strideOf(view: View): number;
  /** Where the first entry of a view lies in memory. */
  addressOf(view: View): number;
  /** The index of an imported function. */
  importOf(forward: (...entries: number[]) => number, arity: number): number;
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

/** Code for four entries of each expression at once, in one strand or several; null where an expression has none. */
export function laneExpressions(
  roots: readonly Expression[],
  around: Surroundings,
  strands = 1,
): { setup: Bytes; values: Vector[] } | null {
  const codes = new Map<Expression, Vector>();
  const lanes = new Lanes(around.f, "float32", strands, around.functions.isRelaxed);
  const uniform = new Set<Expression>();
  for (const expression of inside(roots).keys()) {
    const isUniform =
      expression.kind === "number" ||
      (expression.kind === "read"
        ? around.strideOf(expression.view) === 0
        : expression.operands.every((operand) => uniform.has(operand)));
    if (isUniform) uniform.add(expression);
  }
  const scalars = new Map<Expression, Bytes>();
  for (const [expression, uses] of inside(roots)) {
    if (uniform.has(expression)) {
      scalars.set(expression, scalarOf(expression, scalars, around));
      continue;
    }
    const code = lanesOf(expression, vectorOf, lanes, around);
    if (code === null) return null;
    codes.set(expression, uses > 1 ? lanes.keep(code) : code);
  }
  const values = roots.map((root) => vectorOf(root));
  return values.includes(null) ? null : { setup: lanes.code, values: values as Vector[] };

  function vectorOf(expression: Expression): Vector | null {
    const known = codes.get(expression);
    if (known !== undefined) return known;
    const scalar = scalars.get(expression) as Bytes;
    if (expression.dtype === "float64") return null;
    const [code] = lanes.keep([expression.dtype === "float32" ? f32x4.splat(scalar) : i32x4.splat(scalar)]);
    const vector = Array.from({ length: strands }, () => code);
    codes.set(expression, vector);
    return vector;
  }
}

function lanesOf(
  expression: Expression,
  vectorOf: (operand: Expression) => Vector | null,
  lanes: Lanes,
  around: Surroundings,
): Vector | null {
  if (expression.dtype === "float64" || expression.kind === "number") return null;
  if (expression.kind === "read") {
    const { view, dtype } = expression;
    const stride = around.strideOf(view);
    if (stride < 0) return null;
    const at = local.get(around.pointerOf(view));
    const [load, type] = dtype === "float32" ? [f32.load, f32x4] : [i32.load, i32x4];
    return Array.from({ length: lanes.strands }, (_, strand) => {
      const address = around.addressOf(view) + 4 * strand * stride;
      if (stride === bytesPer[dtype]) return v128.load(at, address);
      return [1, 2, 3].reduce<Bytes>(
        (code, i) => type.replace(code, i, load(at, address + i * stride)),
        type.splat(load(at, address)),
      );
    });
  }
  const { op, operands, dtype } = expression;
  const given = operands.map(vectorOf);
  if (given.includes(null)) return null;
  const from = operands[operands.length - 1].dtype;
  if (op !== "to") return laneCode(op, from)?.(lanes, ...(given as Vector[])) ?? null;
  const converted = (given[0] as Vector).map((x) => convertedLanes(x, from, dtype));
  return converted.includes(null) ? null : (converted as Vector);
}
