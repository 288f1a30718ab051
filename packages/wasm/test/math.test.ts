import { describe, expect, it } from "vitest";
import { build, forwardOf } from "./vectors.ts";

/** How far results may be from the exact ones, in units in the last place of float32. */
const bounds: Readonly<Record<string, number>> = {
  exp: 1.1,
  exp2: 1.25,
  expm1: 1.75,
  log: 1,
  rsqrt: 1.5,
  sigmoid: 2.5,
  softplus: 2.5,
  tanh: 2.5,
};

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
  [2 ** -149, 2 ** -148, 2 ** -127, 2 ** -126, 2 ** -125, 2 ** -60, 2 ** -24, 2 ** -12, 2 ** 23, 2 ** 24],
  [Number.POSITIVE_INFINITY, Number.NaN, (2 - 2 ** -23) * 2 ** 127],
].flat();
const around = new Uint32Array(Float32Array.from([...special, ...special.map((x) => -x)]).buffer);
/** The special numbers, and those next to them. */
const specialBits = Array.from(around).flatMap((bits) => [bits - 1, bits, bits + 1]);

describe.each(Object.entries(bounds))("%s in lanes of float32", (op, bound) => {
  const forward = forwardOf(op, "float32");
  it.each([true, false])("is within its bound everywhere (multiply-add: %s)", (isRelaxed) => {
    const { operands, lanewise, single, run } = build(op, "float32", LENGTH, isRelaxed);
    const [x] = operands;
    const bits = new Uint32Array(x.buffer, x.byteOffset, LENGTH);
    let worst = 0;
    let at = Number.NaN;
    const check = (): void => {
      run();
      for (let i = 0; i < LENGTH; i++) {
        if (!Object.is(single[i], lanewise[i])) throw new Error(`${op}(${x[i]}) depends on its place.`);
        const error = errorOf(lanewise[i], forward(x[i]));
        if (error > worst) [worst, at] = [error, x[i]];
      }
    };
    // Bit patterns at even distances, of both signs and all exponents.
    for (let block = 0; block < 12; block++) {
      for (let i = 0; i < LENGTH; i++) bits[i] = (block * LENGTH + i) * 21841 + 17;
      check();
    }
    bits.set(specialBits);
    check();
    expect([worst <= bound, worst, at]).toEqual([true, worst, at]);
  });
});
