import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32x4, f64x2, i32x4, i64x2, set, shuffle32, v128 } from "../encode/code.ts";
import type { Expression, View } from "../ir.ts";
import { bytesPer, imported } from "./entry.ts";
import { inside, isImported, type Surroundings, scalarExpressions } from "./expression.ts";
import { laneCode } from "./laneCode.ts";
import { Lanes, type Vector } from "./lanes.ts";
import { storeWords } from "./storeWords.ts";

/**
 * Entries that are computed together, in strands of four. An expression has a vector for each strand, in float64 two. A bool has
 * masks of 32 bits, or of 64 where it goes with float64.
 */
export interface GroupSurroundings extends Surroundings {
  /** How many entries each strand has: four, or less in the last. */
  readonly counts: readonly number[];
  /** How far a view moves from an entry to the next, in bytes. */
  readonly strideOf: (view: View) => number;
  /** How far a view moves from a strand to the next, in bytes. */
  readonly strandOf: (view: View) => number;
  /** The vectors of a total, where each entry has its own. */
  readonly vectorsOf?: (index: number) => Vector;
}

/** What is the same for all entries of a loop, in locals. */
export interface Hoisted {
  /** To be run before the loop. */
  readonly code: Bytes;
  readonly vectors: ReadonlyMap<Expression, Bytes>;
  /** All that is the same, also what is needed only for something else that is. */
  readonly uniform: ReadonlySet<Expression>;
}

/** The expressions that have one number for all entries: nothing in them moves. */
function uniformIn(roots: readonly Expression[], around: GroupSurroundings): Set<Expression> {
  const uniform = new Set<Expression>();
  for (const expression of inside(roots).keys()) {
    const isUniform =
      expression.kind === "call"
        ? expression.operands.every((operand) => uniform.has(operand))
        : expression.kind === "read"
          ? around.strideOf(expression.view) === 0 && around.strandOf(expression.view) === 0
          : expression.kind === "number" || around.vectorsOf === undefined;
    if (isUniform) uniform.add(expression);
  }
  return uniform;
}

/** Computes what is the same for all entries. */
export function hoist(roots: readonly Expression[], around: GroupSurroundings): Hoisted {
  const uniform = uniformIn(roots, around);
  const needed = new Set(roots.filter((root) => uniform.has(root)));
  for (const expression of inside(roots).keys()) {
    if (expression.kind !== "call" || uniform.has(expression)) continue;
    for (const operand of expression.operands) if (uniform.has(operand)) needed.add(operand);
  }
  const { f } = around;
  const vectors = new Map<Expression, Bytes>();
  for (const expression of needed) {
    if (expression.kind !== "number") continue;
    const { dtype, value } = expression;
    const { values } = scalarExpressions([expression], around);
    const key = `${dtype === "bool" ? "int32" : dtype} ${Object.is(value, -0) ? "-0" : dtype === "bool" ? -Number(value !== 0) : value}`;
    vectors.set(
      expression,
      f.constant(key, () => splat(dtype, values[0])),
    );
    needed.delete(expression);
  }
  const computed = Array.from(needed);
  const { setup, values } = scalarExpressions(computed, around);
  const code = computed.map((expression, i) => {
    const place = f.local("v128");
    vectors.set(expression, place);
    return set(place, splat(expression.dtype, values[i]));
  });
  return { code: [setup, code], vectors, uniform };
}

function splat(dtype: Dtype, entry: Bytes): Bytes {
  if (dtype === "float64") return f64x2.splat(entry);
  return dtype === "float32" ? f32x4.splat(entry) : i32x4.splat(entry);
}

/**
 * Code for a group of entries of each expression; masks of bools have 32 bits.
 * @param targets where those of the first expressions are written.
 */
export function groupOf(
  roots: readonly Expression[],
  around: GroupSurroundings,
  { vectors, uniform }: Hoisted,
  targets: readonly View[],
): { code: Bytes; values: Vector[] } {
  const strands = around.counts.length;
  /** Vectors of four lanes, and of two. */
  const four = new Lanes(around.f, "float32", strands, around.functions);
  const two = four.doubles();
  const narrows = new Map<Expression, Vector>();
  const wides = new Map<Expression, Vector>();
  for (const [expression, vector] of vectors) {
    const repeated = (count: number): Vector => Array.from({ length: count }, () => vector);
    const { dtype } = expression;
    if (dtype !== "float64") narrows.set(expression, repeated(strands));
    // A mask that is splat is one of any width.
    if (dtype === "float64" || dtype === "bool") wides.set(expression, repeated(2 * strands));
  }
  for (const expression of inside(roots).keys()) compute(expression);
  const values = roots.map(narrow);
  // All are computed before the first is stored, as results may lie where operands do.
  const stores = targets.map((target, i) => storeGroup(target, values[i], around));
  return { code: [four.code, stores], values };

  /** Computes an expression, unless it is the same for all entries. */
  function compute(expression: Expression): void {
    if (uniform.has(expression) || expression.kind === "number") return;
    if (expression.kind === "read") return keep(expression, load(expression.view, expression.dtype));
    if (expression.kind === "total") {
      const vectors = around.vectorsOf?.(expression.index);
      if (vectors !== undefined) keep(expression, vectors);
      return;
    }
    const { operands } = expression;
    if (expression.op === "to") return keep(expression, converted(operands[0], expression.dtype));
    if (isImported(expression)) return keep(expression, called(expression));
    const from = operands[operands.length - 1].dtype;
    const code = laneCode(expression.op, from);
    if (code === null) throw new Error(`No code for ${expression.op} of ${from}.`);
    const isWide = from === "float64";
    const lanes = isWide ? two : four;
    const given = operands.map(isWide ? wide : narrow);
    (isWide ? wides : narrows).set(expression, lanes.keep(code(lanes, ...given)));
  }

  /** Keeps the vectors of an expression. */
  function keep(expression: Expression, vectors: Vector): void {
    const kept = four.keep(vectors);
    (expression.dtype === "float64" ? wides : narrows).set(expression, kept);
  }

  /** The vectors of an expression, its masks being of 32 bits. */
  function narrow(expression: Expression): Vector {
    if (expression.dtype === "float64") return wide(expression);
    const known = narrows.get(expression);
    if (known !== undefined) return known;
    const pairs = wides.get(expression) as Vector;
    const vectors = four.keep(joined((i) => pairs[i], [0, 2, 4, 6]));
    narrows.set(expression, vectors);
    return vectors;
  }

  /** The vectors of a float64, or masks of 64 bits. */
  function wide(expression: Expression): Vector {
    const known = wides.get(expression);
    if (known !== undefined) return known;
    const masks = narrows.get(expression) as Vector;
    const vectors = four.keep(masks.flatMap((x) => [i64x2.extendLow(x), i64x2.extendHigh(x)]));
    wides.set(expression, vectors);
    return vectors;
  }

  /** Of each pair of vectors four lanes. */
  function joined(vector: (i: number) => Bytes, lanes: readonly number[]): Vector {
    return Array.from({ length: strands }, (_, i) => shuffle32(vector(2 * i), vector(2 * i + 1), lanes));
  }

  function converted(operand: Expression, to: Dtype): Vector {
    const from = operand.dtype;
    if (from === to) return narrow(operand);
    if (from === "float64") {
      const x = wide(operand);
      if (to === "bool") return joined((i) => f64x2.ne(x[i], f64x2.splat(0)), [0, 2, 4, 6]);
      const half = to === "float32" ? f32x4.fromF64 : i32x4.fromF64;
      return joined((i) => half(x[i]), [0, 1, 4, 5]);
    }
    const one = i32x4.splat(1);
    const zero = i32x4.splat(0);
    const x = narrow(operand);
    const numbers = from === "bool" ? four.keep(x.map((mask) => v128.and(mask, one))) : x;
    if (to === "float64") {
      const half = from === "float32" ? f64x2.promoteLow : f64x2.fromLowI32;
      return numbers.flatMap((four) => [half(four), half(upperHalf(four))]);
    }
    if (to === "float32") return numbers.map((four) => f32x4.fromI32(four));
    if (to === "int32") return from === "float32" ? x.map((four) => i32x4.fromF32(four)) : numbers;
    return x.map((four) => (from === "float32" ? f32x4.ne(four, zero) : i32x4.ne(four, zero)));
  }

  /** A function of JavaScript, called for each entry. */
  function called(expression: Extract<Expression, { kind: "call" }>): Vector {
    const { operands, dtype, forward } = expression;
    const { counts, f, importOf } = around;
    const index = importOf(forward as (...entries: number[]) => number, operands.length);
    const from = operands[operands.length - 1].dtype;
    const given = operands.map(narrow);
    const each = dtype === "float64" ? 2 : 1;
    return Array.from({ length: each * strands }, (_, vector) => {
      const place = f.local("v128");
      const [strand, first] = [Math.floor(vector / each), each === 2 ? 2 * (vector % 2) : 0];
      const end = Math.min(counts[strand], first + 4 / each);
      four.code.push(set(place, i32x4.splat(0)));
      for (let entry = first; entry < end; entry++) {
        const entries = given.map((vectors, i) => extract(operands[i].dtype, vectors, strand, entry));
        const result = imported(index, entries, from, dtype);
        four.code.push(set(place, replace(dtype, place, entry - first, result)));
      }
      return place;
    });
  }

  function load(view: View, dtype: Dtype): Vector {
    const { counts, addressOf, pointerOf, strideOf, strandOf } = around;
    const [at, address] = [pointerOf(view), addressOf(view)];
    const [stride, strand, bytes] = [strideOf(view), strandOf(view), bytesPer[dtype]];
    const lanes = 16 / bytes;
    if (stride !== bytes && strand === bytes && counts.length === 4) {
      const [count] = counts;
      return turned(
        dtype,
        (column, part) => {
          const from = address + column * stride + 16 * part;
          return column < count ? v128.load(at, from) : v128.const([0, 0, 0, 0]);
        },
        (vectors) => four.keep(vectors),
      );
    }
    return counts.flatMap((count, i) =>
      Array.from({ length: 4 / lanes }, (_, part) => {
        // Far behind the last entry memory may end.
        if (part * lanes >= count) return i32x4.splat(0);
        const from = address + i * strand + part * lanes * stride;
        if (stride === bytes) return v128.load(at, from);
        if (stride === 0) return bytes === 8 ? v128.load64Splat(at, from) : v128.load32Splat(at, from);
        const first = bytes === 8 ? v128.load64Zero(at, from) : v128.load32Zero(at, from);
        const loadLane = bytes === 8 ? v128.load64Lane : v128.load32Lane;
        let code = first;
        for (let lane = 1; lane < Math.min(lanes, count - part * lanes); lane++)
          code = loadLane(at, code, lane, from + lane * stride);
        return code;
      }),
    );
  }
}

/**
 * Four strands, which are rows, of what lies in columns.
 * @param column code for a column, in float64 for a part of two entries.
 */
function turned(
  dtype: Dtype,
  column: (index: number, part: number) => Bytes,
  keep: (vectors: Vector) => Vector,
): Vector {
  const [first, second] = [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ];
  if (dtype === "float64") {
    const columns = keep([0, 1, 2, 3].flatMap((index) => [column(index, 0), column(index, 1)]));
    // Row r has lane r mod 2 of the parts ⌊r / 2⌋ of columns 0 and 1, then of 2 and 3.
    return [0, 1, 2, 3].flatMap((row) =>
      [row >> 1, 4 + (row >> 1)].map((part) =>
        shuffle32(columns[part], columns[part + 2], row % 2 === 0 ? first : second),
      ),
    );
  }
  const columns = keep([0, 1, 2, 3].map((index) => column(index, 0)));
  const orders = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ];
  const halves = keep(
    orders.flatMap((lanes) => [0, 2].map((i) => shuffle32(columns[i], columns[i + 1], lanes))),
  );
  return [0, 2].flatMap((i) => [first, second].map((lanes) => shuffle32(halves[i], halves[i + 1], lanes)));
}

/** The upper two of four lanes, moved to the lower two. */
export function upperHalf(x: Bytes): Bytes {
  return shuffle32(x, x, [2, 3, 2, 3]);
}

/** One entry of a strand. */
export function extract(dtype: Dtype, vectors: Vector, strand: number, entry: number): Bytes {
  if (dtype === "float64") return f64x2.extract(vectors[2 * strand + (entry >> 1)], entry & 1);
  return (dtype === "float32" ? f32x4 : i32x4).extract(vectors[strand], entry);
}

function replace(dtype: Dtype, vector: Bytes, lane: number, entry: Bytes): Bytes {
  if (dtype === "float64") return f64x2.replace(vector, lane, entry);
  return (dtype === "float32" ? f32x4 : i32x4).replace(vector, lane, entry);
}

/** Writes a group of entries; those that are not there are left alone. */
function storeGroup(view: View, vectors: Vector, around: GroupSurroundings): Bytes {
  const { counts, addressOf, pointerOf, strideOf, strandOf } = around;
  const { dtype } = view.buffer;
  const [at, address] = [pointerOf(view), addressOf(view)];
  const [stride, strand, bytes] = [strideOf(view), strandOf(view), bytesPer[dtype]];
  const lanes = 16 / bytes;
  const storeLane = bytes === 8 ? v128.store64Lane : v128.store32Lane;
  return vectors.map((vector, i) => {
    const [own, part] = [Math.floor((i * lanes) / 4), i % (4 / lanes)];
    const count = Math.min(lanes, counts[own] - part * lanes);
    const to = address + own * strand + part * lanes * stride;
    if (stride !== bytes)
      return Array.from({ length: Math.max(0, count) }, (_, lane) =>
        storeLane(at, vector, lane, to + lane * stride),
      );
    return count <= 0 ? [] : storeWords(at, vector, (count * bytes) / 4, to);
  });
}
