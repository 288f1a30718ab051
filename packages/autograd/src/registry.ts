import type { AnyOp } from "./op.ts";
import * as ops from "./ops/index.ts";

/** The names of all ops of this package, derived from the modules in `ops/`. */
export type OpName = { [K in keyof typeof ops]: (typeof ops)[K] extends AnyOp ? K : never }[keyof typeof ops];

/** Every op of this package by its name. */
export const registry: Readonly<Record<OpName, AnyOp>> = ops;
