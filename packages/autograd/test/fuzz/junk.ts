import { Value } from "@chainrule/autograd";
import { anyDtype, anyShape, anyValue } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";

/** What people pass by mistake, and what somebody passes who means harm. */
export const anyJunk: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      false,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -1,
      -100,
      0,
      0.5,
      -2.5,
      7,
      2 ** 40,
      2 ** 60,
      "",
      "1",
      "float32",
      "sum",
      10n,
      Symbol("axis"),
      () => 1,
      Promise.resolve(1),
      new Map([[0, 1]]),
      new Date(0),
      new Float32Array(2),
    ),
  },
  fc.constantFrom<unknown>(
    [],
    [0],
    [[0]],
    [0, 0],
    [-1, -1],
    [1, 2, 3],
    [0.5],
    [null],
    ["a"],
    [undefined, 1],
    [2 ** 60],
    [2 ** 40, 2 ** 40],
    {},
    { axis: 9 },
    { axis: "0" },
    { keepDim: true },
    { stride: 0 },
    { padding: -1 },
    { length: 3 },
    Object.create(null),
  ),
  { weight: 2, arbitrary: anyValue({ shape: anyShape(), dtype: anyDtype(), special: true }) },
);

/** The call with one argument, or one entry of an options object or list, replaced by junk; or with one too few. */
export function corrupted(args: readonly unknown[]): fc.Arbitrary<readonly unknown[]> {
  const replaced = fc
    .tuple(fc.nat({ max: Math.max(args.length - 1, 0) }), anyJunk)
    .map(([at, junk]) => args.with(at, junk));
  const inside = fc
    .tuple(fc.nat({ max: Math.max(args.length - 1, 0) }), fc.nat({ max: 3 }), anyJunk)
    .map(([at, entry, junk]) => {
      const arg = args[at];
      if (Array.isArray(arg))
        return args.with(at, arg.length === 0 ? [junk] : arg.with(entry % arg.length, junk));
      if (typeof arg !== "object" || arg === null || arg instanceof Value) return args.with(at, junk);
      const keys = Object.keys(arg);
      return args.with(at, { ...arg, [keys[entry % keys.length]]: junk });
    });
  const shortened = fc.nat({ max: Math.max(args.length - 1, 0) }).map((count) => args.slice(0, count));
  const extended = anyJunk.map((junk) => [...args, junk]);
  return args.length === 0
    ? extended
    : fc.oneof({ weight: 6, arbitrary: replaced }, { weight: 4, arbitrary: inside }, shortened, extended);
}
