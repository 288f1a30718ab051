import type { Dtype } from "@chainrule/autograd";
import { call, f32x4, f64x2, local } from "../../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder, type Type } from "../../encode/module.ts";
import { Lanes, type Vector } from "../lanes.ts";
import { sigmoid, softplus } from "./activation.ts";
import { erf, erfc } from "./errorFunction.ts";
import { exp, exp2, expm1 } from "./exponential.ts";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "./hyperbolic.ts";
import { log, log1p, log2, log10 } from "./logarithm.ts";
import { hypot, pow, remainder } from "./power.ts";
import { acos, asin, atan, atan2, cos, sin, tan } from "./trigonometric.ts";

/** Code for a function of vectors that are in locals. */
export type LaneFunction = (lanes: Lanes, ...operands: Vector[]) => Vector;
type Float = "float32" | "float64";
type Table = Readonly<Record<string, LaneFunction>>;

/** What is written where it is needed: as a call it would take half as long again. */
const inline: Readonly<Record<Float, Table>> = {
  float32: { cos, erf, exp, exp2, expm1, log, log1p, sigmoid, sin, softplus, tanh },
  float64: { exp, exp2, expm1, log, log1p, sigmoid, softplus, tanh },
};

/** What is long, and written once in a module. */
const both: Table = { log10, log2 };
/** The same, of float64; of float32 it is computed in that. */
const wide: Table = { acos, acosh, asin, asinh, atan, atan2, atanh, cosh, erfc, hypot, sinh, tan };
const called: Readonly<Record<Float, Table>> = {
  float32: { ...both, ...narrowed(wide), pow, remainder },
  float64: { ...both, ...wide, cos, erf, sin },
};

function narrowed(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, code]) => [
      name,
      (lanes: Lanes, ...operands: Vector[]) => lanes.inDoubles(code, ...operands),
    ]),
  );
}

/** The code of a mathematical function of floats; null where there is none. */
export function laneFunction(op: string, dtype: Dtype): LaneFunction | null {
  if (dtype !== "float32" && dtype !== "float64") return null;
  const own = inline[dtype][op];
  if (own !== undefined) return own;
  const long = called[dtype][op];
  if (long === undefined) return null;
  return (lanes, ...operands) => {
    // Constants are made anew by each call: better for two vectors.
    const count = lanes.strands % 2 === 0 ? 2 : 1;
    const index = lanes.functions.helper(`${op} of ${count} ${dtype} vectors`, (module) =>
      addVectorFunction(module, lanes.functions, long, dtype, operands.length, count),
    );
    return Array.from({ length: lanes.strands / count }, (_, i) => {
      const given = operands.flatMap((operand) => operand.slice(i * count, (i + 1) * count));
      return lanes.keepAll(call(index, ...given), count);
    }).flat();
  };
}

/** About how many nanoseconds an op with own code takes for an entry. */
export function timeOf(op: string, dtype: Dtype): number {
  if (dtype !== "float32" && dtype !== "float64") return 0.1;
  const time = op in inline[dtype] ? 1 : op in called[dtype] ? 6 : 0.1;
  return dtype === "float64" ? 2 * time : time;
}

/** The functions of a module, each added when it is first asked for. */
export class EntryFunctions {
  readonly #module: ModuleBuilder;
  readonly isRelaxed: boolean;
  readonly #indices = new Map<string, number>();

  constructor(module: ModuleBuilder, isRelaxed: boolean) {
    this.#module = module;
    this.isRelaxed = isRelaxed;
  }

  /** The index of a function, added by `add` when it is first asked for. */
  helper(name: string, add: (module: ModuleBuilder) => number): number {
    const index = this.#indices.get(name) ?? add(this.#module);
    this.#indices.set(name, index);
    return index;
  }

  /** The index of the function that computes `op` for one entry, as a lane does. */
  indexOf(op: string, dtype: Float, arity: number): number {
    return this.helper(`${op} of ${dtype}`, (module) => {
      const code = laneFunction(op, dtype) as LaneFunction;
      const [type, splat, extract] =
        dtype === "float32"
          ? (["f32", f32x4.splat, f32x4.extract] as const)
          : (["f64", f64x2.splat, f64x2.extract] as const);
      const parameters = Array.from({ length: arity }, () => type);
      const f = new FunctionBuilder({ parameters, results: [type] });
      const lanes = new Lanes(f, dtype, 1, this);
      const operands = parameters.map((_, i) => lanes.keep([splat(local(i))]));
      const [result] = code(lanes, ...operands);
      return module.addFunction(f, [lanes.code, extract(result, 0)]);
    });
  }
}

/** Adds a function of `count` vectors of each operand. */
export function addVectorFunction(
  module: ModuleBuilder,
  functions: EntryFunctions,
  code: LaneFunction,
  dtype: Float,
  arity: number,
  count: number,
): number {
  const vectors = (length: number): Type[] => Array.from({ length }, () => "v128");
  const f = new FunctionBuilder({ parameters: vectors(arity * count), results: vectors(count) });
  const lanes = new Lanes(f, dtype, count, functions);
  const operands = Array.from({ length: arity }, (_, operand) =>
    Array.from({ length: count }, (_, i) => local(operand * count + i)),
  );
  const results = code(lanes, ...operands);
  return module.addFunction(f, [lanes.code, results]);
}
