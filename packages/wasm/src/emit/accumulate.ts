import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f32x4, f64, f64x2, i32, i32x4, type Local, select, set, tee, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { type Reduction, totalDtype } from "../ir.ts";
import { machineType } from "./entry.ts";
import { upperHalf } from "./group.ts";
import type { Vector } from "./lanes.ts";

/** Reductions of vectors of a dtype. */
interface Combination {
  readonly start: Bytes;
  /** Two vectors as one; of single entries `single`. */
  readonly combine: (a: Bytes, b: Bytes) => Bytes;
  readonly single: (a: Bytes, b: Bytes) => Bytes;
  readonly extract: (x: Bytes, lane: number) => Bytes;
  readonly lanes: 2 | 4;
}

function extremum(isMax: boolean, dtype: Dtype): Combination {
  const worst = isMax ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const name = isMax ? "max" : "min";
  if (dtype === "float32" || dtype === "float64") {
    const [type, single] = dtype === "float32" ? [f32x4, f32] : [f64x2, f64];
    const start = type.splat(single.const(worst));
    const lanes = dtype === "float32" ? 4 : 2;
    return { start, combine: type[name], single: single[name], extract: type.extract, lanes };
  }
  const { extract } = i32x4;
  if (dtype === "bool") {
    const start = i32x4.splat(isMax ? 0 : -1);
    return isMax
      ? { start, combine: v128.or, single: i32.or, extract, lanes: 4 }
      : { start, combine: v128.and, single: i32.and, extract, lanes: 4 };
  }
  const start = i32x4.splat(isMax ? -(2 ** 31) : 2 ** 31 - 1);
  const combine = i32x4[name];
  const single = (a: Bytes, b: Bytes): Bytes => extract(combine(i32x4.splat(a), i32x4.splat(b)), 0);
  return { start, combine, single, extract, lanes: 4 };
}

function combinationOf(reduction: Reduction): Combination {
  if (reduction.op !== "sum") return extremum(reduction.op === "max", reduction.value.dtype);
  return totalDtype(reduction) === "float64"
    ? {
        start: f64x2.splat(0),
        combine: f64x2.add,
        single: f64.add,
        extract: f64x2.extract,
        lanes: 2,
      }
    : {
        start: i32x4.splat(0),
        combine: i32x4.add,
        single: i32.add,
        extract: i32x4.extract,
        lanes: 4,
      };
}

/**
 * Totals in the making, in vectors: a lane for each place in a group of entries. Sums of float32 are added up in float64. Long
 * sums of float64 are compensated: what each addition loses is added up beside it and added at the end (Ogita, Rump and Oishi
 * 2005, Accurate Sum and Dot Product), so that their error does not grow with their length.
 */
export class Accumulator {
  readonly #f: FunctionBuilder;
  readonly #reduction: Reduction;
  readonly #combination: Combination;
  readonly #totals: readonly Local[];
  /** What the additions have lost; none where few are added. */
  readonly #losses: readonly Local[];

  /**
   * @param strands how many strands of four entries are added at once.
   * @param terms how many terms a total has, and how many of them go to one lane.
   */
  constructor(
    f: FunctionBuilder,
    reduction: Reduction,
    strands: number,
    terms: { readonly all: number; readonly lane: number },
  ) {
    this.#f = f;
    this.#reduction = reduction;
    this.#combination = combinationOf(reduction);
    const count = (strands * 4) / this.#combination.lanes;
    this.#totals = f.locals("v128", count);
    // A sum of n terms one after another is wrong by n / 2 ulp at most, and shall be by 4 √terms.
    const isLong =
      reduction.op === "sum" && reduction.value.dtype === "float64" && terms.lane > 8 * Math.sqrt(terms.all);
    this.#losses = isLong ? this.#totals.map(() => f.local("v128")) : [];
  }

  get clear(): Bytes {
    const { start } = this.#combination;
    return [this.#totals.map((total) => set(total, start)), this.#losses.map((loss) => set(loss, start))];
  }

  /** Adds a group of entries; only those that `counts` has. */
  add(entries: Vector, counts: readonly number[]): Bytes {
    return this.#terms(entries, counts).map((term, i) => this.#addTo(i, term));
  }

  #terms(entries: Vector, counts: readonly number[]): Bytes[] {
    const { dtype } = this.#reduction.value;
    const isSum = this.#reduction.op === "sum";
    const wide = dtype === "float64" ? 2 : 1;
    const held = entries.map((vector, i) => {
      const present = counts[Math.floor(i / wide)] - (i % wide) * 2;
      if (present >= 4 / wide) return vector;
      const lanes = Array.from({ length: 4 }, (_, lane) => (Math.floor(lane / wide) < present ? -1 : 0));
      const mask = v128.const(lanes);
      return isSum ? v128.and(vector, mask) : v128.bitselect(vector, this.#combination.start, mask);
    });
    if (!isSum || dtype === "int32" || dtype === "float64") return held;
    // A mask is −1.
    if (dtype === "bool") return held.map((mask) => i32x4.neg(mask));
    return held.flatMap((vector) => {
      const place = this.#f.local("v128");
      const x = place;
      return [f64x2.promoteLow(tee(place, vector)), f64x2.promoteLow(upperHalf(x))];
    });
  }

  #addTo(i: number, term: Bytes): Bytes {
    const total = this.#totals[i];
    if (this.#losses.length === 0) return set(total, this.#combination.combine(total, term));
    const [x, sum, part] = [1, 2, 3].map(() => this.#f.local("v128"));
    const { add, sub } = f64x2;
    const loss = add(sub(total, sub(sum, part)), sub(x, part));
    return [
      set(x, term),
      set(sum, add(total, x)),
      set(part, sub(sum, total)),
      set(this.#losses[i], add(this.#losses[i], loss)),
      set(total, sum),
    ];
  }

  /** Code that takes the totals, and what they have lost, from memory behind where a local points. */
  load(place: Local, offset: number): Bytes {
    return [...this.#totals, ...this.#losses].map((vector, i) =>
      set(vector, v128.load(place, offset + 16 * i)),
    );
  }

  /** Code that writes them there. */
  save(place: Local, offset: number): Bytes {
    return [...this.#totals, ...this.#losses].map((vector, i) => v128.store(place, vector, offset + 16 * i));
  }

  /** Adds to the total of each lane what it has lost, unless that is NaN because the total is infinite or NaN itself. */
  get settle(): Bytes[] {
    return this.#losses.map((lost, i) => {
      const [total, loss] = [this.#totals[i], lost];
      return set(this.#totals[i], v128.bitselect(f64x2.add(total, loss), total, f64x2.eq(loss, loss)));
    });
  }

  /** One total of all lanes: code to run first, and the local that has it. */
  all(): { code: Bytes; total: Local } {
    const { combine, single, extract, lanes } = this.#combination;
    const type = machineType[totalDtype(this.#reduction)];
    const pairwise = (vectors: readonly Bytes[]): Bytes =>
      vectors.length === 1
        ? vectors[0]
        : combine(
            pairwise(vectors.slice(0, vectors.length / 2)),
            pairwise(vectors.slice(vectors.length / 2)),
          );
    const one = (places: readonly Local[]): { code: Bytes; entry: Bytes } => {
      const vector = this.#f.local("v128");
      const entries = Array.from({ length: lanes }, (_, lane) => extract(vector, lane));
      const entry =
        lanes === 2
          ? single(entries[0], entries[1])
          : single(single(entries[0], entries[1]), single(entries[2], entries[3]));
      return { code: set(vector, pairwise(places)), entry };
    };
    const total = this.#f.local(type);
    const sum = one(this.#totals);
    const code: Bytes[] = [sum.code, set(total, sum.entry)];
    if (this.#losses.length > 0) {
      const loss = this.#f.local("f64");
      const lost = one(this.#losses);
      code.push(lost.code, set(loss, lost.entry));
      const corrected = f64.add(total, loss);
      const isNumber = f64.eq(loss, loss);
      code.push(set(total, select(corrected, total, isNumber)));
    }
    return { code, total };
  }
}
