import type { OpName } from "@chainrule/autograd";
import type { Call } from "../graph/graph.ts";
import { largestPlace, reversal, runningSum, search } from "./alongAxis.ts";
import { convolved, convolvedInput, convolvedWeight } from "./convolution.ts";
import { entrywise, toDtype, where } from "./entrywise.ts";
import { forward } from "./forward.ts";
import {
  type Checked,
  checked,
  gathering,
  oneHotRows,
  scatterAddition,
  scattering,
  selectedAddition,
  selection,
} from "./indexing.ts";
import { concatenation, sliceReplacement } from "./joining.ts";
import { broadcast, identity, permutation, reshaping, slicing } from "./layout.ts";
import type { Lowering } from "./lowering.ts";
import { product } from "./matmul.ts";
import { maxPoolIndices } from "./pooling.ts";
import { type Draws, draw } from "./random.ts";
import { reduction } from "./reduction.ts";

/** How a call becomes kernels, expressions or views. */
export type Rule = (call: Call, lowering: Lowering) => void;

/** Ops that are composed of others, which are recorded in their place, or which the pass `expand` puts there. */
type Composed =
  | "addAt"
  | "addcdiv"
  | "addcmul"
  | "all"
  | "any"
  | "argmin"
  | "at"
  | "avgPool2d"
  | "chunk"
  | "clamp"
  | "cummax"
  | "cummin"
  | "cumprod"
  | "diag"
  | "diagonal"
  | "dot"
  | "einsum"
  | "elu"
  | "flatten"
  | "gelu"
  | "hardtanh"
  | "isFinite"
  | "isNaN"
  | "kron"
  | "leakyRelu"
  | "lerp"
  | "logSoftmax"
  | "logSumExp"
  | "logicalNot"
  | "maskedFill"
  | "maxPool2d"
  | "mean"
  | "mish"
  | "norm"
  | "outer"
  | "pad"
  | "prod"
  | "repeat"
  | "repeatInterleave"
  | "roll"
  | "selu"
  | "silu"
  | "softmax"
  | "softsign"
  | "sort"
  | "split"
  | "squeeze"
  | "stack"
  | "standardDeviation"
  | "take"
  | "tensordot"
  | "tile"
  | "topK"
  | "transpose"
  | "tril"
  | "triu"
  | "unsqueeze"
  | "variance"
  | "withAt";

/** Ops that compute each entry from those at the same place, and say how themselves. */
type Entrywise =
  | "abs"
  | "acos"
  | "acosh"
  | "add"
  | "asin"
  | "asinh"
  | "atan"
  | "atan2"
  | "atanh"
  | "ceil"
  | "cos"
  | "cosh"
  | "div"
  | "eq"
  | "erf"
  | "erfc"
  | "exp"
  | "exp2"
  | "expm1"
  | "floor"
  | "ge"
  | "gt"
  | "hypot"
  | "le"
  | "log"
  | "log10"
  | "log1p"
  | "log2"
  | "logicalAnd"
  | "logicalOr"
  | "logicalXor"
  | "lt"
  | "maximum"
  | "minimum"
  | "mul"
  | "ne"
  | "neg"
  | "pow"
  | "reciprocal"
  | "relu"
  | "remainder"
  | "round"
  | "rsqrt"
  | "sigmoid"
  | "sign"
  | "sin"
  | "sinh"
  | "softplus"
  | "sqrt"
  | "square"
  | "sub"
  | "tan"
  | "tanh"
  | "trunc";

/** Ops that say in their own lowering what they draw. */
type Drawn = "randomIntegers" | "randomNormal" | "randomUniform";

/** Ops that the program calls, in JavaScript. */
type Called = "argsort" | "maskedSelect" | "nonzero" | "randomPermutation" | "unique";

/** Every other op of autograd. */
const rules: Readonly<Record<Exclude<OpName, Composed | Entrywise | Drawn | Called>, Rule>> = {
  argmax: largestPlace,
  broadcastTo: broadcast,
  clone: identity,
  concat: concatenation,
  conv2d: convolved,
  conv2dInput: convolvedInput,
  conv2dWeight: convolvedWeight,
  cumsum: runningSum,
  detach: identity,
  flip: reversal,
  gather: gathering,
  indexAdd: selectedAddition,
  indexSelect: selection,
  matmul: product,
  max: (call, lowering) => reduction("max", call, lowering),
  maxPool2dIndices: maxPoolIndices,
  min: (call, lowering) => reduction("min", call, lowering),
  oneHot: oneHotRows,
  permute: permutation,
  reshape: reshaping,
  scatter: scattering,
  scatterAdd: scatterAddition,
  searchSorted: search,
  slice: slicing,
  sliceScatter: sliceReplacement,
  sum: (call, lowering) => reduction("sum", call, lowering),
  to: toDtype,
  where: where,
};

/** The rule of a call: that of the table, else by what the op's lowering says, else its own forward. */
export function ruleOf(call: Call): Rule {
  const rule = rules[call.name as keyof typeof rules] as Rule | undefined;
  if (rule !== undefined) return rule;
  const { inRange, draws } = (call.op.lowering ?? {}) as Partial<Checked & Draws>;
  return inRange ? checked : draws ? draw : isEntrywise(call) ? entrywise : forward;
}

/** Whether an op computes each entry from those at the same place. */
export function isEntrywise({ name, op }: Call): boolean {
  if (name === "where" || name === "to") return true;
  return typeof (op.lowering as { forward?: unknown } | undefined)?.forward === "function";
}
