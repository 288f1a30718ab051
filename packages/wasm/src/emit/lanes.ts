import type { Bytes } from "../encode/bytes.ts";
import { f32x4, f64x2, i32, i32x4, i64x2, relaxed, set, shuffle32, v128, when } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { EntryFunctions } from "./math/functions.ts";

/** Code that gives a vector, one for each strand. */
export type Vector = readonly Bytes[];
/** A number stands for a vector that holds it in all lanes. */
export type Operand = Vector | number;

const arithmetic = {
  float32: {
    ...f32x4,
    integers: i32x4,
    madd: relaxed.f32x4Madd,
    constant: (x: number) => f32x4.splat(x),
  },
  float64: {
    ...f64x2,
    integers: i64x2,
    madd: relaxed.f64x2Madd,
    constant: (x: number) => f64x2.splat(x),
  },
};

/**
 * Code for vectors of four float32 or two float64 in the making, for several at once: each operation is written for all
 * strands before the next one, so that the machine finds independent work side by side. A result is kept in a local, and may
 * be used any number of times; operands of another origin are kept first, with `keep`.
 */
export class Lanes {
  readonly f: FunctionBuilder;
  readonly dtype: "float32" | "float64";
  readonly strands: number;
  readonly functions: EntryFunctions;
  readonly #body: { code: Bytes[] };
  readonly #type: (typeof arithmetic)["float32"] | (typeof arithmetic)["float64"];

  /** @param body where statements go, which other lanes may share. */
  constructor(
    f: FunctionBuilder,
    dtype: "float32" | "float64",
    strands: number,
    functions: EntryFunctions,
    body: { code: Bytes[] } = { code: [] },
  ) {
    this.f = f;
    this.dtype = dtype;
    this.strands = strands;
    this.functions = functions;
    this.#type = arithmetic[dtype];
    this.#body = body;
  }

  /** The statements so far. */
  get code(): Bytes[] {
    return this.#body.code;
  }
  set code(statements: Bytes[]) {
    this.#body.code = statements;
  }

  /** The vectors in locals. */
  keep(x: Vector): Vector {
    return x.map((code) => {
      const isLocal = code.length === 2 && code[0] === 0x20;
      return isLocal ? code : this.#kept(code);
    });
  }

  #kept(code: Bytes): Bytes {
    const place = this.f.local("v128");
    this.code.push(set(place, code));
    return place;
  }

  /** The vectors that some code leaves, one after the other. */
  keepAll(code: Bytes, count: number): Vector {
    const places = Array.from({ length: count }, () => this.f.local("v128"));
    this.code.push(code, places.map((place) => set(place, [])).reverse());
    return places;
  }

  /** What `operation` gives for each strand. */
  each(operation: (...operands: Bytes[]) => Bytes, ...operands: Operand[]): Vector {
    return Array.from({ length: this.strands }, (_, strand) =>
      this.#kept(operation(...operands.map((x) => (typeof x === "number" ? this.#constant(x) : x[strand])))),
    );
  }

  #constant(x: number): Bytes {
    const key = `${this.dtype} ${Object.is(x, -0) ? "-0" : x}`;
    return this.f.constant(key, () => this.#type.constant(x));
  }

  /** A number in all lanes. */
  number(x: number): Vector {
    return Array.from({ length: this.strands }, () => this.#constant(x));
  }

  add = (a: Operand, b: Operand): Vector => this.each(this.#type.add, a, b);
  sub = (a: Operand, b: Operand): Vector => this.each(this.#type.sub, a, b);
  mul = (a: Operand, b: Operand): Vector => this.each(this.#type.mul, a, b);
  div = (a: Operand, b: Operand): Vector => this.each(this.#type.div, a, b);
  neg = (x: Operand): Vector => this.each(this.#type.neg, x);
  abs = (x: Operand): Vector => this.each(this.#type.abs, x);
  sqrt = (x: Operand): Vector => this.each(this.#type.sqrt, x);
  trunc = (x: Operand): Vector => this.each(this.#type.trunc, x);
  floor = (x: Operand): Vector => this.each(this.#type.floor, x);
  nearest = (x: Operand): Vector => this.each(this.#type.nearest, x);
  eq = (a: Operand, b: Operand): Vector => this.each(this.#type.eq, a, b);
  ne = (a: Operand, b: Operand): Vector => this.each(this.#type.ne, a, b);
  lt = (a: Operand, b: Operand): Vector => this.each(this.#type.lt, a, b);
  le = (a: Operand, b: Operand): Vector => this.each(this.#type.le, a, b);
  gt = (a: Operand, b: Operand): Vector => this.each(this.#type.gt, a, b);
  ge = (a: Operand, b: Operand): Vector => this.each(this.#type.ge, a, b);
  and = (a: Operand, b: Operand): Vector => this.each(v128.and, a, b);
  or = (a: Operand, b: Operand): Vector => this.each(v128.or, a, b);
  xor = (a: Operand, b: Operand): Vector => this.each(v128.xor, a, b);
  /** a and not b */
  andnot = (a: Operand, b: Operand): Vector => this.each(v128.andnot, a, b);
  /** The bits of a where those of the mask are set, else those of b. */
  select = (mask: Operand, a: Operand, b: Operand): Vector => this.each(v128.bitselect, a, b, mask);

  /** x, but at least `low` and at most `high`; NaN stays NaN. */
  clamp(x: Vector, low: number, high: number): Vector {
    return this.atMost(this.atLeast(x, low), high);
  }
  /** x, but at least `low`; NaN stays NaN. */
  atLeast = (x: Vector, low: Operand): Vector => this.each(this.#type.pmax, x, low);
  /** x, but at most `high`; NaN stays NaN. */
  atMost = (x: Vector, high: Operand): Vector => this.each(this.#type.pmin, x, high);

  /** a · b + c, with one rounding or two. */
  madd(a: Operand, b: Operand, c: Operand): Vector {
    const { add, mul, madd } = this.#type;
    return this.each(this.functions.isRelaxed ? madd : (a, b, c) => add(mul(a, b), c), a, b, c);
  }

  /** Σ coefficients[i] · xⁱ, by Horner's scheme. */
  polynomial(x: Vector, coefficients: readonly number[]): Vector {
    return coefficients
      .slice(0, -1)
      .reduceRight<Operand>(
        (sum, coefficient) => this.madd(sum, x, coefficient),
        coefficients[coefficients.length - 1],
      ) as Vector;
  }

  /** The sum of the bits as integers of a lane's size; a number stands for its bits as a float. */
  addBits = (a: Operand, b: Operand): Vector => this.each(this.#type.integers.add, a, b);
  subBits = (a: Operand, b: Operand): Vector => this.each(this.#type.integers.sub, a, b);
  shiftLeft = (x: Vector, count: number): Vector =>
    this.each((x) => this.#type.integers.shl(x, i32.const(count)), x);
  /** Moves bits down; zeros come from above. */
  shiftRight = (x: Vector, count: number): Vector =>
    this.each((x) => this.#type.integers.shrU(x, i32.const(count)), x);
  /** Moves bits down; copies of the sign come from above. */
  shiftRightSigned = (x: Vector, count: number): Vector =>
    this.each((x) => this.#type.integers.shr(x, i32.const(count)), x);

  /** Integers of a lane's size, of at most 51 bits, as floats. */
  fromInteger(x: Vector): Vector {
    if (this.dtype === "float32") return this.each(f32x4.fromI32, x);
    // Added to the bits of a number whose last bit counts ones, they count.
    return this.sub(this.addBits(x, 1.5 * 2 ** 52), 1.5 * 2 ** 52);
  }

  /** |size| with the sign of `sign`. */
  withSign = (size: Vector, sign: Vector): Vector => this.select(this.number(-0), sign, size);

  /** Where any lane of the mask is set: `change` of x, which replaces x in all lanes. */
  whereAny(mask: Vector, x: Vector, change: () => Vector): Vector {
    const places = x.map((code) => {
      const place = this.f.local("v128");
      this.code.push(set(place, code));
      return place;
    });
    const condition = v128.anyTrue(mask.reduce((a, b) => v128.or(a, b)));
    const outside = this.code;
    this.code = [];
    const changed = change();
    const inside = [this.code, changed.map((code, i) => set(places[i], code))];
    this.code = [...outside, when(condition, inside)];
    return places;
  }

  /** Lanes of float64 for the same entries, of two vectors for each one here. */
  doubles(): Lanes {
    return new Lanes(this.f, "float64", 2 * this.strands, this.functions, this.#body);
  }

  /** What a function of float64 gives, rounded to float32. */
  inDoubles(compute: (lanes: Lanes, ...operands: Vector[]) => Vector, ...operands: Vector[]): Vector {
    return this.narrowed(compute(this.doubles(), ...operands.map((x) => this.widened(x))));
  }

  /** Vectors of float32 as float64. */
  widened(x: Vector): Vector {
    return x.flatMap((code) => [
      this.#kept(f64x2.promoteLow(code)),
      this.#kept(f64x2.promoteLow(shuffle32(code, code, [2, 3, 2, 3]))),
    ]);
  }

  /** Vectors of float64 as float32. */
  narrowed(x: Vector): Vector {
    return this.#joined((i) => f32x4.fromF64(x[i]), x.length, [0, 1, 4, 5]);
  }

  /** The lower 32 bits of each float64. */
  lowBits(x: Vector): Vector {
    return this.#joined((i) => x[i], x.length, [0, 2, 4, 6]);
  }

  #joined(vector: (i: number) => Bytes, count: number, order: readonly number[]): Vector {
    return Array.from({ length: count / 2 }, (_, i) =>
      this.#kept(shuffle32(vector(2 * i), vector(2 * i + 1), order)),
    );
  }
}
