import { sizeOf } from "@chainrule/autograd/engine";
import { inside } from "../emit/expression.ts";
import type { Buffer, Expression, Sweep, View } from "../ir.ts";
import { changer, rewrite } from "../rewrite.ts";
import { type Alignment, alignments } from "./align.ts";
import { isSamePlace, mapNest, type Nest, placeOf, readsIn, storesIn, valuesIn } from "./nest.ts";

/** How many views and calls a merged nest has at most: pointers and vectors are to stay in registers. */
export const VIEWS = 16;
const CALLS = 100;
/** How many entries a nest has at most that is cut nowhere, and a row that stays in the cache from sweep to sweep. */
const SMALL = 16384;

/**
 * Two nests as one, that computes what both do: the first what the second may need. Null where that cannot be, or would not pay.
 * @param isNeeded whether anything else reads a buffer that the first one writes.
 */
export function merge(first: Nest, second: Nest, isNeeded: (buffer: Buffer) => boolean): Nest | null {
  const isFirstAligned = first.kept === null && second.kept !== null;
  const [base, other] = isFirstAligned ? [second, first] : [first, second];
  for (const align of alignments(other, base)) {
    const moved = aligned(other, base, align);
    if (moved === null) continue;
    const [a, b] = isFirstAligned ? [moved, base.sweeps] : [base.sweeps, moved];
    const sweeps = joined(base, a, b, isNeeded);
    if (sweeps !== null) return { shape: base.shape, kept: base.kept, sweeps };
  }
  return null;
}

/** A nest's sweeps at the places of another one; null where rows are not rows there. */
function aligned(other: Nest, base: Nest, align: Alignment): readonly Sweep[] | null {
  const sweeps = mapNest(other.sweeps, (value) => rewrite(value, align), align);
  if (sweeps === null) return null;
  if (other.kept !== null) {
    // A view of rows only stays one.
    const targets = sweeps.flatMap(({ results }) => results.map(({ target }) => target));
    const along = base.shape.slice(base.kept as number);
    const isKept = targets.every(({ strides }) =>
      along.every((extent, i) => extent === 1 || strides[(base.kept as number) + i] === 0),
    );
    return isKept && sizeOf(other.shape.slice(other.kept)) === sizeOf(along) ? sweeps : null;
  }
  // What a map over rows writes is one entry for each.
  return sizeOf(other.shape) === sizeOf(base.shape)
    ? sweeps
    : sweeps.map(({ stores }) => ({ stores: [], reductions: [], results: stores }));
}

function joined(
  { shape, kept }: Nest,
  first: readonly Sweep[],
  second: readonly Sweep[],
  isNeeded: (buffer: Buffer) => boolean,
): Sweep[] | null {
  if (!isWorthwhile(first, second)) return null;
  const levels = levelsOf(first, second);
  if (levels === null) return null;
  const shift = 1 + Math.max(-1, ...first.flatMap(({ reductions }) => reductions.map(({ index }) => index)));
  const renamed = renumbered(second, shift);
  const count = Math.max(first.length, levels[levels.length - 1] + 1);
  const sweeps: Sweep[] = [];
  for (let level = 0; level < count; level++) {
    const [own, added] = [first[level] ?? EMPTY, renamed[levels.indexOf(level)] ?? EMPTY];
    const values = new Map(
      [...own.stores, ...own.results].map(({ target, value }) => [placeOf(target), value]),
    );
    const substituted = changer(
      (expression) => (expression.kind === "read" && values.get(placeOf(expression.view))) || expression,
    );
    const [changed] = mapNest([added], substituted, (view) => view) as Sweep[];
    sweeps.push({
      stores: [...own.stores, ...changed.stores],
      reductions: [...own.reductions, ...changed.reductions],
      results: [...own.results, ...changed.results],
    });
  }
  if (kept !== null && !isCacheable(shape, kept, sweeps)) return null;
  const written = new Set(storesIn(first).map(({ target }) => target.buffer));
  const used = withoutUnused(shared(sweeps), (buffer) => !written.has(buffer) || isNeeded(buffer));
  return isSmallEnough(used) ? used : null;
}

const EMPTY: Sweep = { stores: [], reductions: [], results: [] };

/** Whether the second nest reads something that moves in the first one. */
function isWorthwhile(first: readonly Sweep[], second: readonly Sweep[]): boolean {
  const isMoving = ({ shape, strides }: View): boolean =>
    shape.some((extent, axis) => extent > 1 && strides[axis] !== 0);
  const targets = storesIn(first).map(({ target }) => target);
  const places = new Set([...readsIn(first), ...targets].filter(isMoving).map(placeOf));
  return readsIn(second).some((view) => places.has(placeOf(view)));
}

/** In which sweep of the first nest each of the second can be at the earliest; null if they touch entries of different places. */
function levelsOf(first: readonly Sweep[], second: readonly Sweep[]): number[] | null {
  const written = new Map<Buffer, { target: View; level: number; isResult: boolean }>();
  first.forEach(({ stores, results }, level) => {
    for (const { target } of stores) written.set(target.buffer, { target, level, isResult: false });
    for (const { target } of results) written.set(target.buffer, { target, level, isResult: true });
  });
  const levels: number[] = [];
  let isPossible = true;
  second.forEach(({ stores, reductions, results }, i) => {
    let level = i === 0 ? 0 : levels[i - 1] + 1;
    const need = (part: Sweep, isEnd: boolean): void => {
      for (const view of readsIn([part])) {
        const found = written.get(view.buffer);
        if (found === undefined) continue;
        isPossible &&= isSamePlace(found.target, view);
        level = Math.max(level, found.level + (found.isResult && !isEnd ? 1 : 0));
      }
    };
    need({ stores, reductions, results: [] }, false);
    need({ stores: [], reductions: [], results }, true);
    levels.push(level);
  });
  const reads = new Set(readsIn(first).map(({ buffer }) => buffer));
  const isOverwriting = storesIn(second).some(
    ({ target }) => reads.has(target.buffer) || written.has(target.buffer),
  );
  return isPossible && !isOverwriting ? levels : null;
}

/** The same with other names for totals. */
function renumbered(sweeps: readonly Sweep[], shift: number): readonly Sweep[] {
  const rename = changer((expression) =>
    expression.kind === "total" ? { ...expression, index: expression.index + shift } : expression,
  );
  return (mapNest(sweeps, rename, (view) => view) as Sweep[]).map((sweep) => ({
    ...sweep,
    reductions: sweep.reductions.map((reduction) => ({ ...reduction, index: reduction.index + shift })),
  }));
}

/** The same with one object for all equal expressions, so that each is computed once. */
function shared(sweeps: readonly Sweep[]): Sweep[] {
  const first = new Map<string, Expression>();
  const names = new Map<Expression, number>();
  const functions = new Map<unknown, number>();
  const keyOf = (expression: Expression): string => {
    if (expression.kind === "number")
      return `${expression.dtype} ${Object.is(expression.value, -0) ? "-0" : expression.value}`;
    if (expression.kind === "read") return placeOf(expression.view);
    if (expression.kind === "total") return `t${expression.index}`;
    const { op, dtype, operands, forward } = expression;
    if (!functions.has(forward)) functions.set(forward, functions.size);
    return `${op} ${dtype} ${functions.get(forward)}(${operands.map((operand) => names.get(operand)).join()})`;
  };
  const one = changer((expression) => {
    const key = keyOf(expression);
    const known = first.get(key) ?? expression;
    first.set(key, known);
    if (!names.has(known)) names.set(known, names.size);
    return known;
  });
  return mapNest(sweeps, one, (view) => view) as Sweep[];
}

/** Without stores to what nothing reads. */
function withoutUnused(sweeps: readonly Sweep[], isNeeded: (buffer: Buffer) => boolean): Sweep[] {
  const reads = new Set(readsIn(sweeps).map(({ buffer }) => buffer));
  const isUsed = ({ target: { buffer } }: { readonly target: View }): boolean =>
    reads.has(buffer) || isNeeded(buffer);
  return sweeps.map(({ stores, reductions, results }) => ({
    stores: stores.filter(isUsed),
    reductions,
    results: results.filter(isUsed),
  }));
}

function isSmallEnough(sweeps: readonly Sweep[]): boolean {
  const views = [...readsIn(sweeps), ...storesIn(sweeps).map(({ target }) => target)];
  const calls = Array.from(inside(valuesIn(sweeps)).keys()).filter(({ kind }) => kind === "call");
  return new Set(views.map(placeOf)).size <= VIEWS && calls.length <= CALLS;
}

/** Whether rows stay in the cache between sweeps, and are many enough to be shared among threads. */
function isCacheable(shape: readonly number[], kept: number, sweeps: readonly Sweep[]): boolean {
  const walks = sweeps.filter(({ stores, reductions }) => stores.length + reductions.length > 0);
  const rows = sizeOf(shape.slice(0, kept));
  return walks.length <= 1 || sizeOf(shape) <= SMALL || (rows >= 16 && sizeOf(shape) / rows <= SMALL);
}
