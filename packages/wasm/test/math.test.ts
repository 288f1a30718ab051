import { Generator } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { build, forwardOf } from "./vectors.ts";

/** How far results may be from the exact ones, in units in the last place of float32. */
const bounds: Readonly<Record<string, number>> = {
  acos: 0.52,
  acosh: 0.51,
  asin: 0.52,
  asinh: 0.51,
  atan: 0.52,
  atanh: 0.51,
  cos: 1.6,
  cosh: 0.51,
  erf: 1.4,
  erfc: 0.51,
  exp: 1.1,
  exp2: 1.25,
  expm1: 1.8,
  log: 1,
  log10: 0.51,
  log1p: 1.5,
  log2: 0.51,
  rsqrt: 1.5,
  sigmoid: 2.5,
  sin: 1.6,
  sinh: 0.51,
  softplus: 3,
  tan: 0.51,
  tanh: 2.5,
};
const boundsOfTwo: Readonly<Record<string, number>> = { atan2: 0.52, hypot: 0.51, pow: 0.52, remainder: 0.5 };

const LENGTH = 1 << 14;

/** How far a float32 is from what it should be, in units in the last place of that; infinite where kind or sign differ. */
function errorOf(y: number, wanted: number): number {
  const rounded = Math.fround(wanted);
  if (Object.is(y, rounded)) return 0;
  if (Number.isNaN(y) || Number.isNaN(rounded) || (y === 0 && rounded === 0)) return Number.POSITIVE_INFINITY;
  // Beyond the largest number comes 2¹²⁸, and that stands for infinity.
  const held = (x: number): number => Math.max(-(2 ** 128), Math.min(2 ** 128, x));
  const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(held(wanted))))) - 23);
  return Math.abs(held(y) - held(wanted)) / unit;
}

const special = [
  [0, 1, 0.5, 2, 3, 4, 10, 88, 89, 100, 103.5, 104, 126, 127, 128, 149, 150, 1e4, 1e10, 1e30],
  [Math.SQRT1_2, Math.SQRT2, Math.LN2, Math.LN2 / 2, Math.PI, Math.PI / 2, Math.PI / 4, Math.LN2 * 128],
  [2 ** -149, 2 ** -148, 2 ** -127, 2 ** -126, 2 ** -125, 2 ** -60, 2 ** -24, 2 ** -12, 2 ** 20, 2 ** 24],
  [Number.POSITIVE_INFINITY, Number.NaN, (2 - 2 ** -23) * 2 ** 127],
  // The float32 nearest to a multiple of π/2, for its size
  [16367173 * 2 ** 72, 0.92, 10.05, 2 ** -14],
].flat();
/** Where ranges are reduced: between multiples of ln 2, of 1 and of π/2. */
const boundaries = Array.from({ length: 40 }, (_, k) => [
  (k + 0.5) * Math.LN2,
  k + 0.5,
  ((k + 1) * Math.PI) / 4,
]).flat();

/** The bits of numbers of both signs, and of those next to them. */
function bitsAround(numbers: readonly number[]): number[] {
  const bits = new Uint32Array(Float32Array.from(numbers.flatMap((x) => [x, -x])).buffer);
  return Array.from(bits).flatMap((own) => [own - 1, own, own + 1]);
}
const specialBits = bitsAround(special);

/** Runs an op on blocks of operands, and compares. */
function worstOf(
  op: string,
  isRelaxed: boolean,
  blocks: number,
  fill: (bits: readonly Uint32Array[], block: number) => void,
): { worst: number; at: readonly number[] } {
  const { operands, lanewise, single, run } = build(op, "float32", LENGTH, isRelaxed);
  const forward = forwardOf(op, "float32");
  const bits = operands.map((x) => new Uint32Array(x.buffer, x.byteOffset, LENGTH));
  let [worst, at]: [number, readonly number[]] = [0, []];
  for (let block = 0; block < blocks; block++) {
    fill(bits, block);
    run();
    for (let i = 0; i < LENGTH; i++) {
      const error = errorOf(lanewise[i], forward(operands[0][i], operands[1]?.[i]));
      const isSame = Object.is(single[i], lanewise[i]);
      if (error > worst || !isSame)
        [worst, at] = [isSame ? error : Number.POSITIVE_INFINITY, operands.map((x) => x[i])];
    }
  }
  return { worst, at };
}

describe.each([true, false])("in lanes of float32, with multiply-add: %s", (isRelaxed) => {
  it.each(Object.entries(bounds))("%s is within %f ulp everywhere, at any place", (op, bound) => {
    const { worst, at } = worstOf(op, isRelaxed, 13, ([bits], block) => {
      // Bit patterns at even distances, of both signs and all exponents.
      if (block < 12) for (let i = 0; i < LENGTH; i++) bits[i] = (block * LENGTH + i) * 21841 + 17;
      else bits.set([...specialBits, ...bitsAround(boundaries)]);
    });
    expect([worst <= bound, worst, at]).toEqual([true, worst, at]);
  });

  it.each(["exp", "log", "sigmoid", "tanh"])("%s is within its bound at a million numbers below 20", (op) => {
    const { worst, at } = worstOf(op, isRelaxed, 64, ([bits], block) => {
      const x = new Float32Array(bits.buffer, bits.byteOffset, LENGTH);
      for (let i = 0; i < LENGTH; i++) {
        const part = (i + block * LENGTH) / (64 * LENGTH);
        x[i] = op === "log" ? 20 * part : 40 * part - 20;
      }
    });
    expect([worst <= bounds[op], worst, at]).toEqual([true, worst, at]);
  });

  it.each(Object.entries(boundsOfTwo))("%s is within %f ulp everywhere, at any place", (op, bound) => {
    const generator = new Generator(1);
    const draw = (): ArrayLike<number> => generator.integers([LENGTH], -(2 ** 31), 2 ** 31 - 1).data;
    const { worst, at } = worstOf(op, isRelaxed, 9, ([first, second], block) => {
      if (block === 0) {
        for (let i = 0; i < LENGTH; i++) {
          first[i] = specialBits[(3 * i + 1) % specialBits.length];
          second[i] = specialBits[(3 * Math.floor((3 * i) / specialBits.length) + 1) % specialBits.length];
        }
        return;
      }
      first.set(draw());
      second.set(draw());
      // Exponents near 0, where results are neither all infinite nor all 0.
      if (block > 4)
        for (const bits of [first, second])
          for (let i = 0; i < LENGTH; i++) bits[i] = (bits[i] & 0x83ffffff) + 0x3c000000;
    });
    expect([worst <= bound, worst, at]).toEqual([true, worst, at]);
  });
});
