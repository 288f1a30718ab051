import type { Bytes } from "../../encode/bytes.ts";
import { convert, f32, f64, i32, i64, local, select } from "../../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder } from "../../encode/module.ts";

/** The bits of 2/π after the point, five zeros before them. */
const twoOverPi = [0x0517cc1b727220a9n, 0x4fe13abe8fa9a6een, 0x06db14acc9e21c82n, 0x0ff28b1d5ef5de2bn];

/** Angles from here on are reduced by `addLargeAngle`. */
export const LARGE = 2 ** 20;

/**
 * Adds the function that reduces a float32 of at least 2²⁰: it gives r as a float64 with x = n π/2 + r and |r| ≤ π/4, the last two
 * bits of r replaced by those of n. NaN for infinity.
 *
 * After Payne and Hanek 1983, Radian reduction for trigonometric functions: of 2/π only those bits are multiplied whose product
 * with x is neither a multiple of 4 nor too small to matter.
 */
export function addLargeAngle(module: ModuleBuilder): number {
  const f = new FunctionBuilder({ parameters: ["f32"], results: ["f64"] });
  const [exponent, high, middle, low, at, mantissa, phase, quadrant] = [
    f.local("i32"),
    ...Array.from({ length: 7 }, () => f.local("i64")),
  ];
  const bits = convert.i32BitsOfF32(local.get(0));
  const word = (i: number): Bytes =>
    select(
      i64.const(twoOverPi[i + 1] ?? 0n),
      i64.const(twoOverPi[i]),
      i32.ge(local.get(exponent), i32.const(64)),
    );
  /** 64 bits from where `at` says in the first of two words. */
  const from = (a: number, b: number): Bytes =>
    i64.or(
      i64.shl(local.get(a), local.get(at)),
      // in two steps, as none may be by 64
      i64.shrU(i64.shrU(local.get(b), i64.const(1n)), i64.sub(i64.const(63n), local.get(at))),
    );
  const upper = (x: Bytes): Bytes => i64.shrU(x, i64.const(32n));
  // x = mantissa · 2^(e − 150). The bit of 2/π at place e − 147 of the words counts 2 in the quotient when multiplied.
  const code = [
    local.set(exponent, i32.sub(i32.and(i32.shrU(bits, i32.const(23)), i32.const(255)), i32.const(147))),
    local.set(high, word(0)),
    local.set(middle, word(1)),
    local.set(low, word(2)),
    local.set(at, convert.i64FromU32(i32.and(local.get(exponent), i32.const(63)))),
    local.set(mantissa, convert.i64FromU32(i32.or(i32.and(bits, i32.const(0x7fffff)), i32.const(0x800000)))),
    // The quotient modulo 4, in units of 2⁻⁶².
    local.set(
      phase,
      i64.add(
        i64.mul(local.get(mantissa), from(high, middle)),
        upper(i64.mul(local.get(mantissa), upper(from(middle, low)))),
      ),
    ),
    local.set(quadrant, i64.shrU(i64.add(local.get(phase), i64.const(2n ** 61n)), i64.const(62n))),
  ];
  const fraction = convert.f64FromI64(
    i64.sub(local.get(phase), i64.shl(local.get(quadrant), i64.const(62n))),
  );
  const nothing = convert.f64FromF32(f32.sub(local.get(0), local.get(0))); // or NaN
  const r = f64.add(f64.mul(fraction, f64.const((Math.PI / 2) * 2 ** -62)), nothing);
  const marked = i64.or(i64.and(convert.i64BitsOfF64(r), i64.const(-4n)), local.get(quadrant));
  return module.addFunction(f, [code, convert.f64OfBits(marked)]);
}
