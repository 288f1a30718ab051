import type { AnyOp } from "../op.ts";
import type * as ops from "../ops/index.ts";
import { type OpName, registry } from "../registry.ts";
import type { Domain, Sample } from "../sample.ts";
import type { Shape } from "../shape.ts";

/*
 * Arguments to test the ops of this package with. They stand here and not beside the ops, as browsers have to load those.
 */

type Samples<F> = F extends (...args: infer Args) => unknown
  ? readonly Sample<Args>[] | readonly Domain[]
  : never;

const reductions = [
  { args: [{ shape: [2, 3] }] },
  { args: [{ shape: [2, 3, 2] }, 1] },
  { args: [{ shape: [2, 3, 2] }, [0, -1], { keepDim: true }] },
] as const;

/** The same, with entries that are nowhere near a tie. */
const distinctReductions = [
  { args: [{ shape: [2, 3], distinct: true }] },
  { args: [{ shape: [2, 3, 2], distinct: true }, 1] },
  { args: [{ shape: [2, 3, 2], distinct: true }, [0, -1], { keepDim: true }] },
] as const;

const integers = [-2, -1, 0, 1, 2];

/** The state of a generator. */
const state = { shape: [4], dtype: "int32", range: [0, 1000] } as const;

/** Entrywise ops that are missing take all that lies in [-2, 2]. */
const samples: { readonly [K in OpName]?: Samples<(typeof ops)[K]> } = {
  abs: [{ avoid: [0] }],
  acos: [{ range: [-0.9, 0.9] }],
  acosh: [{ range: [1.2, 3] }],
  addAt: [
    { args: [{ shape: [2, 3, 2] }, [":", [0, -1]], { shape: [2, 1] }] },
    { args: [{ shape: [3] }, [[0, 2, 2]], 1] },
  ],
  addcdiv: [
    { args: [{ shape: [2, 3] }, { shape: [3] }, { shape: [2, 1], range: [0.5, 2] }, { value: 0.5 }] },
  ],
  addcmul: [{ args: [{ shape: [2, 3] }, { shape: [3] }, { shape: [2, 1] }, { value: 0.5 }] }],
  all: reductions,
  any: reductions,
  argmax: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3] }, 1, { keepDim: true }] }],
  argmin: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3] }, 1, { keepDim: true }] }],
  argsort: [
    { args: [{ shape: [2, 3], distinct: true }] },
    { args: [{ shape: [3, 2] }, { axis: 0, descending: true }] },
  ],
  asin: [{ range: [-0.9, 0.9] }],
  at: [
    { args: [{ shape: [3, 4] }, -1] },
    { args: [{ shape: [3, 4] }, null, ":", { start: -1, step: -2 }] },
    { args: [{ shape: [2, 3, 4] }, { shape: [2, 1], dtype: "int32", range: [-2, 2] }, "...", [0, 3, -1]] },
  ],
  atan2: [{ range: [0.3, 2] }, { range: [-2, 2], avoid: [0] }],
  atanh: [{ range: [-0.9, 0.9] }],
  avgPool2d: [
    { args: [{ shape: [1, 2, 4, 4] }, 2] },
    { args: [{ shape: [2, 1, 5, 4] }, [3, 2], { stride: [2, 1], padding: 1, countIncludePad: false }] },
  ],
  broadcastTo: [{ args: [{ shape: [3] }, [2, 3]] }, { args: [{ shape: [2, 1, 3] }, [4, 2, 2, 3]] }],
  ceil: [{ avoid: integers }],
  chunk: [{ args: [{ shape: [5, 2] }, 2] }],
  clamp: [
    { args: [{ shape: [2, 3], avoid: [-0.5, 1] }, -0.5, 1] },
    { args: [{ shape: [3], avoid: [0] }, 0] },
    { args: [{ shape: [3], avoid: [0] }, null, 0] },
  ],
  clone: [{ args: [{ shape: [2] }] }],
  concat: [
    { args: [[{ shape: [2, 3] }, { shape: [1, 3] }]] },
    { args: [[{ shape: [2, 1] }, { shape: [2, 2] }], -1] },
  ],
  conv2d: [
    { args: [{ shape: [2, 2, 4, 5] }, { shape: [3, 2, 3, 2] }] },
    { args: [{ shape: [2, 5, 5] }, { shape: [2, 1, 2, 2] }, { stride: 2, padding: [1, 0], groups: 2 }] },
    { args: [{ shape: [1, 1, 5, 6] }, { shape: [1, 1, 2, 3] }, { dilation: 2, padding: 1, stride: [1, 2] }] },
  ],
  conv2dInput: [
    { args: [{ shape: [2, 2, 2, 3] }, { shape: [2, 1, 2, 2] }, [4, 6], { stride: 2, groups: 2 }] },
  ],
  conv2dWeight: [
    { args: [{ shape: [2, 2, 4, 5] }, { shape: [2, 2, 4, 5] }, [3, 3], { padding: 1, groups: 2 }] },
  ],
  cummax: [{ args: [{ shape: [5], distinct: true }, 0] }, { args: [{ shape: [2, 4], distinct: true }, -1] }],
  cummin: [{ args: [{ shape: [5], distinct: true }, 0] }, { args: [{ shape: [2, 4], distinct: true }, -1] }],
  cumprod: [{ args: [{ shape: [5] }, 0] }, { args: [{ shape: [2, 3] }, -1] }],
  cumsum: [{ args: [{ shape: [4] }, 0] }, { args: [{ shape: [2, 3, 2] }, -2] }],
  diag: [{ args: [{ shape: [3] }] }, { args: [{ shape: [2] }, -1] }, { args: [{ shape: [2, 3] }, 1] }],
  diagonal: [
    { args: [{ shape: [3, 3] }] },
    { args: [{ shape: [2, 3, 4] }, 1, -1, 0] },
    { args: [{ shape: [3, 2] }, -1] },
  ],
  div: [{}, { range: [0.5, 2] }],
  dot: [{ args: [{ shape: [3] }, { shape: [3] }] }],
  einsum: [
    { args: ["ij,jk->ik", { shape: [2, 3] }, { shape: [3, 2] }] },
    { args: ["...ii->...", { shape: [2, 3, 3] }] },
    { args: ["bi,bij,bj", { shape: [2, 3] }, { shape: [2, 3, 2] }, { shape: [2, 2] }] },
  ],
  elu: [{ args: [{ shape: [2, 3], avoid: [0] }] }, { args: [{ shape: [3], avoid: [0] }, 0.5] }],
  flatten: [{ args: [{ shape: [2, 3, 2] }] }, { args: [{ shape: [2, 3, 2] }, 1] }],
  flip: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3, 2] }, [0, -1]] }],
  floor: [{ avoid: integers }],
  gather: [{ args: [{ shape: [2, 3] }, 1, { shape: [2, 4], dtype: "int32", range: [-3, 3] }] }],
  gelu: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [3] }, { approximate: "tanh" }] }],
  hardtanh: [
    { args: [{ shape: [2, 3], avoid: [-1, 1] }] },
    { args: [{ shape: [3], avoid: [0, 0.5] }, 0, 0.5] },
  ],
  hypot: [{ range: [0.3, 2] }, { range: [0.3, 2] }],
  indexAdd: [
    { args: [{ shape: [3, 2] }, 0, { shape: [4], dtype: "int32", range: [0, 3] }, { shape: [4, 2] }] },
  ],
  indexSelect: [{ args: [{ shape: [2, 3, 2] }, 1, { shape: [4], dtype: "int32", range: [0, 3] }] }],
  isFinite: [{ args: [{ shape: [2, 3] }] }],
  isNaN: [{ args: [{ shape: [2, 3] }] }],
  kron: [{ args: [{ shape: [2, 2] }, { shape: [2, 3] }] }, { args: [{ shape: [2] }, { shape: [3, 1] }] }],
  leakyRelu: [{ args: [{ shape: [2, 3], avoid: [0] }] }, { args: [{ shape: [4], avoid: [0] }, 0.2] }],
  lerp: [
    { args: [{ shape: [2, 3] }, { shape: [3] }, 0.3] },
    { args: [{ shape: [2, 3] }, { shape: [3] }, { shape: [2, 1], avoid: [-0.5, 0.5] }] },
  ],
  log: [{ range: [0.2, 3] }],
  log10: [{ range: [0.2, 3] }],
  log1p: [{ range: [-0.6, 2] }],
  log2: [{ range: [0.2, 3] }],
  logSoftmax: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3, 2] }, 1] }],
  logSumExp: reductions,
  logicalNot: [{ args: [{ shape: [2, 3] }] }],
  maskedFill: [{ args: [{ shape: [2, 3] }, { shape: [3], dtype: "bool" }, -1] }],
  maskedSelect: [{ args: [{ shape: [2, 3] }, { shape: [3], dtype: "bool" }] }],
  matmul: [
    { args: [{ shape: [2, 3] }, { shape: [3, 4] }] },
    { args: [{ shape: [3] }, { shape: [3] }] },
    { args: [{ shape: [3] }, { shape: [2, 3, 2] }] },
    { args: [{ shape: [2, 1, 2, 3] }, { shape: [2, 3, 2] }] },
    { args: [{ shape: [2, 2, 3] }, { shape: [3, 2] }] },
    { args: [{ shape: [2, 3] }, { shape: [2, 2, 3, 2] }] },
  ],
  max: distinctReductions,
  maxPool2d: [
    { args: [{ shape: [1, 2, 4, 4], distinct: true }, 2] },
    {
      args: [
        { shape: [2, 1, 5, 4], distinct: true },
        [3, 2],
        { stride: [2, 1], padding: 1, dilation: [1, 2] },
      ],
    },
  ],
  maxPool2dIndices: [{ args: [{ shape: [1, 2, 4, 4], distinct: true }, 2] }],
  maximum: [{ range: [-2, 0] }, { range: [0.1, 2] }],
  mean: reductions,
  min: distinctReductions,
  minimum: [{ range: [-2, 0] }, { range: [0.1, 2] }],
  mish: [{ args: [{ shape: [2, 3] }] }],
  nonzero: [{ args: [{ shape: [2, 3], dtype: "bool" }] }],
  norm: [
    ...reductions,
    { args: [{ shape: [4], avoid: [0] }, 0, { p: 3 }] },
    { args: [{ shape: [4], avoid: [0] }, 0, { p: 1 }] },
  ],
  oneHot: [{ args: [{ shape: [2, 3], dtype: "int32", range: [0, 4] }, 4] }],
  outer: [{ args: [{ shape: [2] }, { shape: [3] }] }],
  pad: [
    {
      args: [
        { shape: [2, 3] },
        [
          [1, 0],
          [2, 1],
        ],
        { value: 0.5 },
      ],
    },
    { args: [{ shape: [2, 3] }, [[2, 1]], { mode: "reflect" }] },
    {
      args: [
        { shape: [2, 2] },
        [
          [0, 2],
          [1, 1],
        ],
        { mode: "replicate" },
      ],
    },
    { args: [{ shape: [3] }, [[3, 2]], { mode: "circular" }] },
  ],
  permute: [{ args: [{ shape: [2, 3, 4] }, [2, 0, 1]] }],
  pow: [{ range: [0.3, 2] }, {}],
  prod: reductions,
  randomIntegers: [{ args: [state, [4], -3, 5] }],
  randomNormal: [{ args: [state, [2, 3], "float32"] }],
  randomPermutation: [{ args: [state, 5] }],
  randomUniform: [{ args: [state, [2, 3], "float64"] }],
  reciprocal: [{ range: [0.4, 3] }],
  relu: [{ avoid: [0] }],
  remainder: [{ range: [2.1, 2.4] }, { range: [0.9, 1] }],
  repeat: [{ args: [{ shape: [2, 3] }, [2, 1]] }, { args: [{ shape: [3] }, [2, 1, 2]] }],
  repeatInterleave: [{ args: [{ shape: [2, 3] }, 2] }, { args: [{ shape: [2, 3] }, [2, 0, 1], -1] }],
  reshape: [{ args: [{ shape: [2, 6] }, [3, -1]] }, { args: [{ shape: [] }, [1, 1]] }],
  roll: [{ args: [{ shape: [2, 3] }, 2] }, { args: [{ shape: [2, 3] }, [1, -1], [0, 1]] }],
  round: [{ avoid: [-1.5, -0.5, 0.5, 1.5] }],
  rsqrt: [{ range: [0.3, 3] }],
  scatter: [
    { args: [{ shape: [2, 3] }, 1, { shape: [2, 4], dtype: "int32", range: [-3, 3] }, { shape: [2, 4] }] },
    { args: [{ shape: [3, 2] }, 0, { shape: [2, 1], dtype: "int32", range: [0, 3] }, 0.5] },
  ],
  scatterAdd: [
    { args: [{ shape: [2, 3] }, 1, { shape: [2, 4], dtype: "int32", range: [0, 3] }, { shape: [2, 4] }] },
  ],
  searchSorted: [
    {
      args: [
        { shape: [5], dtype: "int32", range: [-3, 4], sorted: true },
        { shape: [2, 3], dtype: "int32" },
      ],
    },
    { args: [{ shape: [2, 3], sorted: true }, { shape: [2, 4] }, { right: true }] },
  ],
  selu: [{ args: [{ shape: [2, 3], avoid: [0] }] }],
  sign: [{ avoid: [0] }],
  silu: [{ args: [{ shape: [2, 3] }] }],
  slice: [{ args: [{ shape: [5, 2] }, 1, -1] }, { args: [{ shape: [2, 5] }, 0, 5, { axis: 1, step: 2 }] }],
  sliceScatter: [{ args: [{ shape: [2, 5] }, { shape: [2, 2] }, 0, 4, { axis: 1, step: 2 }] }],
  softmax: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3, 2] }, 1] }],
  softsign: [{ args: [{ shape: [2, 3], avoid: [0] }] }],
  sort: [
    { args: [{ shape: [2, 3], distinct: true }] },
    {
      args: [
        { shape: [3, 2], distinct: true },
        { axis: 0, descending: true },
      ],
    },
  ],
  split: [{ args: [{ shape: [5, 2] }, 2] }, { args: [{ shape: [2, 4] }, [1, 3], -1] }],
  sqrt: [{ range: [0.2, 3] }],
  squeeze: [{ args: [{ shape: [1, 3, 1] }] }, { args: [{ shape: [1, 3, 1] }, -1] }],
  stack: [{ args: [[{ shape: [] }, { shape: [] }]] }, { args: [[{ shape: [2, 3] }, { shape: [2, 3] }], -1] }],
  standardDeviation: reductions,
  sum: reductions,
  take: [
    { args: [{ shape: [3, 2] }, { shape: [2, 2], dtype: "int32", range: [0, 3] }, 0] },
    { args: [{ shape: [2, 3] }, { shape: [4], dtype: "int32", range: [-6, 6] }] },
  ],
  tan: [{ range: [-1.2, 1.2] }],
  tensordot: [
    { args: [{ shape: [2, 3, 2] }, { shape: [3, 2, 2] }] },
    {
      args: [
        { shape: [2, 3] },
        { shape: [4, 3, 2] },
        [
          [-1, 0],
          [1, 2],
        ],
      ],
    },
    { args: [{ shape: [2] }, { shape: [3] }, 0] },
  ],
  tile: [{ args: [{ shape: [2, 3] }, [2]] }, { args: [{ shape: [3] }, [2, 1, 2]] }],
  to: [{ args: [{ shape: [2, 3] }, "float64"] }, { args: [{ shape: [4], dtype: "int32" }, "float32"] }],
  topK: [
    { args: [{ shape: [2, 4], distinct: true }, 2] },
    { args: [{ shape: [3, 2], distinct: true }, 1, { axis: 0, largest: false }] },
  ],
  transpose: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3, 4] }, 0, -1] }],
  tril: [{ args: [{ shape: [3, 3] }] }, { args: [{ shape: [2, 2, 3] }, 1] }],
  triu: [{ args: [{ shape: [3, 3] }] }, { args: [{ shape: [2, 2, 3] }, -1] }],
  trunc: [{ avoid: integers }],
  unique: [{ args: [{ shape: [3, 4], dtype: "int32", range: [0, 5] }] }],
  unsqueeze: [{ args: [{ shape: [3] }, 0] }, { args: [{ shape: [2, 3] }, -1] }],
  variance: [...reductions, { args: [{ shape: [4] }, 0, { correction: 0 }] }],
  where: [
    { args: [{ shape: [2, 3], dtype: "bool" }, { shape: [2, 3] }, { shape: [3] }] },
    { args: [{ shape: [2, 1], dtype: "bool" }, { shape: [] }, 0] },
  ],
  withAt: [
    { args: [{ shape: [2, 3, 2] }, [":", [0, -1]], { shape: [2, 1] }] },
    { args: [{ shape: [4] }, [{ step: 2 }], -1] },
  ],
};

/** Shapes that entrywise ops of one and of two operands are tested with. */
const shapes: readonly (readonly Shape[])[][] = [
  [[[]], [[3]], [[2, 3]]],
  [
    [[], []],
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [2, 1],
      [1, 3],
    ],
  ],
];

/** Arguments to test an op with. */
export function samplesOf(op: AnyOp): readonly Sample<readonly unknown[]>[] {
  const isOwn = (registry as Readonly<Record<string, AnyOp>>)[op.name] === op;
  const given = (isOwn ? samples[op.name as OpName] : undefined) ?? op.samples ?? [];
  const isEntrywise = (samples: typeof given): samples is readonly Domain[] =>
    samples.some((sample) => !("args" in sample));
  return isEntrywise(given) ? entrywise(given) : given;
}

function entrywise(domains: readonly Domain[]): Sample<readonly unknown[]>[] {
  return shapes[domains.length - 1].map((operands) => ({
    args: operands.map((shape, i) => ({ shape, ...domains[i] })),
  }));
}
