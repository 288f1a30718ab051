import type { Dtype } from "@chainrule/autograd";
import { f32x4, f64x2, local } from "../../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder } from "../../encode/module.ts";
import { Lanes, type Vector } from "../lanes.ts";
import { sigmoid, softplus, tanh } from "./activation.ts";
import { exp, exp2, expm1 } from "./exponential.ts";
import { log } from "./logarithm.ts";

/** Code for a function of vectors that are in locals. */
export type LaneFunction = (lanes: Lanes, ...operands: Vector[]) => Vector;

const float32: Readonly<Record<string, LaneFunction>> = {
  exp,
  exp2,
  expm1,
  log,
  sigmoid,
  softplus,
  tanh,
};

const float64: Readonly<Record<string, LaneFunction>> = {
  exp,
  exp2,
  expm1,
};

const tables: Readonly<Record<Dtype, Readonly<Record<string, LaneFunction>>>> = {
  float32,
  float64,
  int32: {},
  bool: {},
};

/** The code of a mathematical function of floats; null where there is none. */
export function laneFunction(op: string, dtype: Dtype): LaneFunction | null {
  return tables[dtype][op] ?? null;
}

/** The functions of a module for single entries, each added when it is first asked for. */
export class EntryFunctions {
  readonly #module: ModuleBuilder;
  readonly isRelaxed: boolean;
  readonly #indices = new Map<string, number>();

  constructor(module: ModuleBuilder, isRelaxed: boolean) {
    this.#module = module;
    this.isRelaxed = isRelaxed;
  }

  /** The index of the function that computes `op` for one entry, as a lane does. */
  indexOf(op: string, dtype: "float32" | "float64", arity: number): number {
    const key = `${op} ${dtype}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const [type, splat, extract] =
      dtype === "float32"
        ? (["f32", f32x4.splat, f32x4.extract] as const)
        : (["f64", f64x2.splat, f64x2.extract] as const);
    const parameters = Array.from({ length: arity }, () => type);
    const f = new FunctionBuilder({ parameters, results: [type] });
    const lanes = new Lanes(f, dtype, 1, this.isRelaxed);
    const operands = parameters.map((_, i) => lanes.keep([splat(local.get(i))]));
    const [result] = (laneFunction(op, dtype) as LaneFunction)(lanes, ...operands);
    const index = this.#module.addFunction(f, [lanes.code, extract(result, 0)]);
    this.#indices.set(key, index);
    return index;
  }
}
