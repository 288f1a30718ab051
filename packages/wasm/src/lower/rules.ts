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
import { normalNumbers, randomInts, uniformNumbers } from "./random.ts";
import { reduction } from "./reduction.ts";

/** How a call becomes kernels, expressions or views. */
export type Rule = (call: Call, lowering: Lowering) => void;

/** An op that is composed of others, which are recorded in its place. */
const composed: Rule = forward;
/** An op that the pass `expand` has put others in the place of. */
const expanded: Rule = forward;

/** Every op of autograd. `forward`: the program calls the op's own forward, in JavaScript. */
const rules: Readonly<Record<OpName, Rule>> = {
  abs: entrywise,
  acos: entrywise,
  acosh: entrywise,
  add: entrywise,
  addAt: composed,
  addcdiv: composed,
  addcmul: composed,
  all: composed,
  any: composed,
  argmax: largestPlace,
  argmin: composed,
  argsort: forward,
  asin: entrywise,
  asinh: entrywise,
  at: composed,
  atan: entrywise,
  atan2: entrywise,
  atanh: entrywise,
  avgPool2d: composed,
  broadcastTo: broadcast,
  ceil: entrywise,
  chunk: composed,
  clamp: expanded,
  clone: identity,
  concat: concatenation,
  conv2d: convolved,
  conv2dInput: convolvedInput,
  conv2dWeight: convolvedWeight,
  cos: entrywise,
  cosh: entrywise,
  cummax: composed,
  cummin: composed,
  cumprod: composed,
  cumsum: runningSum,
  detach: identity,
  diag: composed,
  diagonal: composed,
  div: entrywise,
  dot: composed,
  einsum: composed,
  elu: composed,
  eq: entrywise,
  erf: entrywise,
  erfc: entrywise,
  exp: entrywise,
  exp2: entrywise,
  expm1: entrywise,
  flatten: composed,
  flip: reversal,
  floor: entrywise,
  gather: gathering,
  ge: entrywise,
  gelu: composed,
  gt: entrywise,
  hardtanh: composed,
  hypot: entrywise,
  indexAdd: selectedAddition,
  indexSelect: selection,
  isFinite: composed,
  isNaN: composed,
  kron: composed,
  le: entrywise,
  leakyRelu: composed,
  lerp: composed,
  log: entrywise,
  log10: entrywise,
  log1p: entrywise,
  log2: entrywise,
  logSoftmax: expanded,
  logSumExp: expanded,
  logicalAnd: entrywise,
  logicalNot: composed,
  logicalOr: entrywise,
  logicalXor: entrywise,
  lt: entrywise,
  maskedFill: composed,
  maskedSelect: forward,
  matmul: product,
  max: (call, lowering) => reduction("max", call, lowering),
  maxPool2d: composed,
  maxPool2dIndices: maxPoolIndices,
  maximum: entrywise,
  mean: composed,
  min: (call, lowering) => reduction("min", call, lowering),
  minimum: entrywise,
  mish: composed,
  mul: entrywise,
  ne: entrywise,
  neg: entrywise,
  nonzero: forward,
  norm: composed,
  oneHot: oneHotRows,
  outer: composed,
  pad: composed,
  permute: permutation,
  pow: entrywise,
  prod: composed,
  randomIntegers: randomInts,
  randomNormal: normalNumbers,
  randomPermutation: forward,
  randomUniform: uniformNumbers,
  reciprocal: entrywise,
  relu: entrywise,
  remainder: entrywise,
  repeat: composed,
  repeatInterleave: composed,
  reshape: reshaping,
  roll: composed,
  round: entrywise,
  rsqrt: entrywise,
  scatter: scattering,
  scatterAdd: scatterAddition,
  searchSorted: search,
  selu: composed,
  sigmoid: entrywise,
  sign: entrywise,
  silu: composed,
  sin: entrywise,
  sinh: entrywise,
  slice: slicing,
  sliceScatter: sliceReplacement,
  softmax: expanded,
  softplus: entrywise,
  softsign: composed,
  sort: composed,
  split: composed,
  sqrt: entrywise,
  square: entrywise,
  squeeze: composed,
  stack: composed,
  standardDeviation: composed,
  sub: entrywise,
  sum: (call, lowering) => reduction("sum", call, lowering),
  take: composed,
  tan: entrywise,
  tanh: entrywise,
  tensordot: composed,
  tile: composed,
  to: toDtype,
  topK: composed,
  transpose: composed,
  tril: composed,
  triu: composed,
  trunc: entrywise,
  unique: forward,
  unsqueeze: composed,
  variance: expanded,
  where: where,
  withAt: composed,
};

/** The rule of a call; of an author's op by what its lowering says, else its own forward. */
export function ruleOf(call: Call): Rule {
  if (call.name !== null) return rules[call.name];
  const isChecked = (call.op.lowering as Partial<Checked> | undefined)?.inRange !== undefined;
  return isChecked ? checked : isEntrywise(call) ? entrywise : forward;
}

/** Whether an op computes each entry from those at the same place. */
export function isEntrywise({ name, op }: Call): boolean {
  if (name === "where" || name === "to") return true;
  return typeof (op.lowering as { forward?: unknown } | undefined)?.forward === "function";
}
