import type { OpName } from "@chainrule/autograd";
import type { Calls } from "./call.ts";
import { entrywise } from "./entrywise.ts";
import { indexing } from "./indexing.ts";
import { layouts } from "./layouts.ts";
import { placing } from "./placing.ts";
import { products } from "./products.ts";
import { random } from "./random.ts";
import { reductions } from "./reductions.ts";

/** Calls of the ops; one that is missing here is tried with its samples only. */
export const signatures: Partial<Record<OpName, Calls>> = {
  ...entrywise,
  ...reductions,
  ...layouts,
  ...indexing,
  ...placing,
  ...products,
  ...random,
};
