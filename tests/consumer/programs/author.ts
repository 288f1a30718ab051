// An op of one's own and its tests, for someone who installed @chainrule/autograd and fast-check.
import { binary, defineOp, type Op, tensor, type Value } from "@chainrule/autograd";
import { checkOp, gradcheck } from "@chainrule/autograd/testing";
import { anyBroadcastable, anyIndices, anyShape, anyValue } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";

// Entry by entry: one line for each derivative.
const softDistance = binary({
  name: "softDistance",
  forward: (x, y) => Math.sqrt(1 + (x - y) ** 2),
  derivatives: [(x, y, output) => x.sub(y).div(output), (x, y, output) => y.sub(x).div(output)],
});
checkOp(softDistance);

// On raw data, with every rule.
const scaled = (x: Value, factors: Value): Value => {
  const width = factors.size;
  const entries = Float64Array.from(x.data, (entry, i) => entry * (factors.data[i % width] ?? 0));
  return tensor(entries, { shape: x.shape, dtype: x.dtype });
};
const scaleColumnsWith = (
  ofFactors: (cotangent: Value, x: Value) => Value,
): Op<[x: Value, factors: Value]> => {
  const scaleColumns: Op<[x: Value, factors: Value]> = defineOp("scaleColumns", scaled, {
    shape: (x) => x.shape,
    vjp: [
      (cotangent, _output, _x, factors) => cotangent.mul(factors),
      (cotangent, _output, x) => ofFactors(cotangent, x),
    ],
    jvp: [(tangent, _output, _x, factors) => tangent.mul(factors), (tangent, _output, x) => x.mul(tangent)],
    batch: (_size, [, isBatched], x, factors) => x.mul(isBatched ? factors.unsqueeze(1) : factors),
    samples: [{ args: [{ shape: [2, 3] }, { shape: [3] }] }],
  });
  return scaleColumns;
};
const scaleColumns = scaleColumnsWith((cotangent, x) => cotangent.mul(x).sum(0));
checkOp(scaleColumns);
gradcheck(scaleColumns, [tensor([[1, 2]], { dtype: "float64" }), tensor([3, 4], { dtype: "float64" })], {
  batch: true,
});

// For all shapes and numbers.
fc.assert(
  fc.property(
    anyBroadcastable().chain(({ shapes: [a = [], b = []], result }) =>
      fc.tuple(
        anyValue({ shape: a, special: true }),
        anyValue({ shape: b, special: true }),
        fc.constant(result),
      ),
    ),
    ([x, y, result]) => String(softDistance(x, y).shape) === String(result),
  ),
  { seed: 1 },
);
fc.assert(
  fc.property(
    anyShape({ minRank: 2, maxRank: 2, minExtent: 1 }).chain((shape) => anyValue({ shape })),
    (x) => {
      const ones = x.sum(0).mul(0).add(1);
      return String(scaleColumns(x, ones)) === String(x.mul(1));
    },
  ),
  { seed: 1 },
);
fc.assert(
  fc.property(anyIndices({ shape: [4], extent: 3, negative: true }), (index) =>
    index.data.every((i: number) => i >= -3 && i < 3),
  ),
  { seed: 1 },
);

/** What a check says that has to fail. */
function complaint(check: () => void): string {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("a wrong rule went unnoticed");
}

// A rule that forgets a factor in one column: the check names argument, entry and both numbers.
const wrong = scaleColumnsWith((cotangent, x) =>
  cotangent
    .mul(x)
    .sum(0)
    .mul(tensor([1, 1, 0.5], { dtype: x.dtype })),
);
const found = complaint(() => checkOp(wrong));
if (
  !/scaleColumns, sample 0.*argument 1, entry \[2\]: the rules give \S+, differences give \S+; off by/.test(
    found,
  )
)
  throw new Error(`the check of a wrong rule said: ${found}`);

// A batch rule that mixes the examples up.
const mixed = defineOp("mixed", scaled, {
  shape: (x) => x.shape,
  vjp: [
    (cotangent, _output, _x, factors) => cotangent.mul(factors),
    (cotangent, _output, x) => cotangent.mul(x).sum(0),
  ],
  jvp: [(tangent, _output, _x, factors) => tangent.mul(factors), (tangent, _output, x) => x.mul(tangent)],
  batch: (_size, [, isBatched], x, factors) => x.mul(isBatched ? factors.flip(0).unsqueeze(1) : factors),
  samples: [{ args: [{ shape: [2, 3] }, { shape: [3] }] }],
});
const batchFound = complaint(() => checkOp(mixed));
if (
  !/vmap of it over argument 1.*example 0, entry \[\d, \d\]: vmap gives \S+, a loop gives \S+; off by/.test(
    batchFound,
  )
)
  throw new Error(`the check of a wrong batch rule said: ${batchFound}`);
