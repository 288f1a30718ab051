/** A mutant that no test of an op notices, and why. */
export interface Survivor {
  /** File and declaration. */
  readonly place: string;
  readonly what: string;
  readonly original: string;
  /** Which of the same mutants in that declaration, counted from 1. */
  readonly nth: number;
  readonly reason: string;
}

const constant = "the same: that derivative is constant wherever it exists";
const sameDtype = "the same: both have one dtype";
const sameAxes = "the same: axis 2 and axis -2 of four are one";
const sameShape = "the same: mask and x have one shape by then";
const powers = "edges.test.ts notices: samples never have an exponent of exactly 0";
const rows = "the same: both ways look each row up in its own sequence, one without copies";
const shortcut = "the same number, by a longer way";
const transforms = "transforms.test.ts notices: conversions between floats are too coarse for differences";

export const survivors: readonly Survivor[] = [
  { place: "ops/activation.ts relu", what: "detach", original: "output.ne(0)", nth: 1, reason: constant },
  { place: "ops/arithmetic.ts abs", what: "detach", original: "x.sign()", nth: 1, reason: constant },
  {
    place: "ops/rounding.ts remainder",
    what: "detach",
    original: "output.sub(x).div(y).round()",
    nth: 1,
    reason: constant,
  },
  {
    place: "ops/rounding.ts remainder",
    what: "drop round",
    original: "output.sub(x).div(y).round()",
    nth: 1,
    reason: "the same but for rounding in the last place",
  },
  { place: "ops/arithmetic.ts pow", what: "x → y", original: "x", nth: 5, reason: sameDtype },
  { place: "ops/arithmetic.ts pow", what: "x → y", original: "x", nth: 2, reason: powers },
  { place: "ops/arithmetic.ts pow", what: "y → x", original: "y", nth: 3, reason: shortcut },
  {
    place: "ops/arithmetic.ts pow",
    what: "always the first",
    original: 'y.storage === 0 || typeof y.storage !== "number" ? lessOne(x, y) : y.sub(1)',
    nth: 1,
    reason: shortcut,
  },
  { place: "ops/arithmetic.ts lessOne", what: "x → y", original: "x", nth: 1, reason: powers },
  {
    place: "ops/arithmetic.ts lessOne",
    what: "drop abs",
    original: "x.abs()",
    nth: 1,
    reason: "the same: below 0 there is no derivative in the exponent that could show it",
  },
  { place: "ops/arithmetic.ts lessOne", what: "0 → 1", original: "0", nth: 2, reason: powers },
  { place: "ops/mask.ts select", what: "x → mask", original: "x", nth: 2, reason: sameShape },
  { place: "ops/mask.ts select", what: "x → mask", original: "x", nth: 3, reason: sameShape },
  {
    place: "ops/scatter.ts writeAlong",
    what: "source → _output",
    original: "source",
    nth: 2,
    reason: sameDtype,
  },
  {
    place: "ops/scatter.ts isLast",
    what: "0 → 1",
    original: "0",
    nth: 1,
    reason: "the same: only places that were written to are read",
  },
  { place: "ops/reduction.ts extremum", what: "x → output", original: "x", nth: 3, reason: sameDtype },
  { place: "ops/reduction.ts extremum", what: "x → output", original: "x", nth: 6, reason: sameDtype },
  { place: "ops/slice.ts sliceRange", what: "x → _output", original: "x", nth: 2, reason: sameDtype },
  {
    place: "ops/slice.ts scatterRange",
    what: "source → _output",
    original: "source",
    nth: 2,
    reason: sameDtype,
  },
  { place: "ops/convolve.ts convolve", what: "2 → -2", original: "2", nth: 1, reason: sameAxes },
  { place: "ops/convolve.ts convolve", what: "2 → -2", original: "2", nth: 2, reason: sameAxes },
  { place: "ops/convolve.ts transposed", what: "2 → -2", original: "2", nth: 1, reason: sameAxes },
  { place: "ops/convolve.ts correlated", what: "2 → -2", original: "2", nth: 1, reason: sameAxes },
  {
    place: "ops/conversion.ts convert",
    what: "detach",
    original: "tangent.to(dtype)",
    nth: 1,
    reason: transforms,
  },
  { place: "ops/conversion.ts convert", what: "detach", original: "x.to(dtype)", nth: 1, reason: transforms },
  {
    place: "ops/conversion.ts cut",
    what: "detach",
    original: "x.detach()",
    nth: 1,
    reason: "the same: it is detached already",
  },
  {
    place: "ops/indexSelect.ts indexLike",
    what: "detach",
    original:
      "index.reshape(shape.map((extent, i) => (i === 0 || i === axis ? extent : 1))).broadcastTo(shape)",
    nth: 1,
    reason: "the same: indices are integers, to which no gradient flows",
  },
  {
    place: "ops/layout.ts sumTo",
    what: "< → <=",
    original: "axis < x.rank",
    nth: 1,
    reason: "the same: one axis further there is no extent that would be 1",
  },
  {
    place: "ops/reducing.ts rootOrZero",
    what: "1 → 2",
    original: "1",
    nth: 1,
    reason: "the same: any positive number serves where nothing is used",
  },
  {
    place: "ops/reducing.ts rootOrZero",
    what: "1 → 0",
    original: "1",
    nth: 1,
    reason: "the same to second order: where stops the infinite derivative at 0 on both sides",
  },
  { place: "elementwise.ts scaled", what: "1 → 2", original: "1", nth: 1, reason: shortcut },
  { place: "elementwise.ts scaled", what: "1 → 2", original: "1", nth: 2, reason: shortcut },
  { place: "elementwise.ts scaled", what: "0 → 1", original: "0", nth: 3, reason: shortcut },
  {
    place: "elementwise.ts scaled",
    what: "always the second",
    original: "derivative.storage === 0 ? new Value(flow.shape, flow.dtype, 0) : flow.where(derivative, 0)",
    nth: 1,
    reason: shortcut,
  },
  { place: "ops/searchSorted.ts search", what: "drop !", original: "!isSorted", nth: 1, reason: rows },
  { place: "ops/searchSorted.ts search", what: "sorted → x", original: "sorted", nth: 1, reason: rows },
  { place: "ops/searchSorted.ts search", what: "1 → 0", original: "1", nth: 1, reason: rows },
];
