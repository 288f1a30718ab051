import type { Bytes } from "../../encode/bytes.ts";
import { convert, f64, f64x2, i32, i64, i64x2, local, select, set } from "../../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder } from "../../encode/module.ts";

/** A word of zeros, then the bits of 2/π after the point, 64 in a word. */
function twoOverPi(): bigint[] {
  const one = 1n << 1300n;
  const arctangentOfOneOver = (n: bigint): bigint => {
    let sum = 0n;
    for (let [k, power] = [1n, one / n]; power !== 0n; k += 2n, power /= -n * n) sum += power / k;
    return sum;
  };
  // Machin 1706
  const pi = 16n * arctangentOfOneOver(5n) - 4n * arctangentOfOneOver(239n);
  const quotient = (2n * one * one) / pi;
  return Array.from({ length: 20 }, (_, i) => BigInt.asUintN(64, quotient >> BigInt(1300 - 64 * i)));
}

/** π/2 in two parts, the first of 27 bits. */
const halfPi = [1.570796325802803, 9.920935796805404e-10] as const;

/**
 * Adds the function that reduces a float64 of at least 1/2: it gives r and n with x = n π/2 + r and |r| ≤ π/4, r as a float64, of
 * which little more than half a unit in the last place may be wrong, 1.5 where it is tiny, and of n the last two bits. r is NaN
 * for infinity.
 *
 * After Payne and Hanek 1983, Radian reduction for trigonometric functions: of 2/π only those bits are multiplied whose product
 * with x is neither a multiple of 4 nor too small to matter.
 */
export function addLargeAngle(module: ModuleBuilder): number {
  const f = new FunctionBuilder({ parameters: ["f64"], results: ["v128"] });
  const code: Bytes[] = [];
  const kept = (type: "i32" | "i64" | "f64", value: Bytes): Bytes => {
    const place = f.local(type);
    code.push(set(place, value));
    return place;
  };
  const upper = (x: Bytes): Bytes => i64.shrU(x, 32n);
  const lower = (x: Bytes): Bytes => i64.and(x, 0xffffffffn);
  const bits = kept("i64", convert.i64BitsOfF64(local(0)));
  // x = mantissa · 2^(exponent − 1075). The bit of 2/π at place exponent − 1013 of the words counts 2 in the quotient when multiplied.
  const mantissa = kept("i64", i64.or(i64.and(bits, 2n ** 52n - 1n), 2n ** 52n));
  const first = kept("i32", i32.sub(convert.i32FromI64(i64.shrU(bits, 52n)), 1013));
  const index = i32.shrU(first, 6);
  const at = kept("i64", convert.i64FromU32(i32.and(first, 63)));
  const table = twoOverPi();
  const words = [0, 1, 2, 3].map((next) =>
    table.reduce(
      (rest, word, i) => kept("i64", select(i64.const(word), rest, i32.eq(index, i - next))),
      kept("i64", i64.const(0n)),
    ),
  );
  const [high, middle, low] = [0, 1, 2].map((i) =>
    // in two steps, as none may be by 64
    kept("i64", i64.or(i64.shl(words[i], at), i64.shrU(i64.shrU(words[i + 1], 1n), i64.sub(63n, at)))),
  );
  /** The upper half of mantissa · word. */
  const upperProduct = (word: Bytes): Bytes => {
    const [a, b, c, d] = [upper(mantissa), lower(mantissa), upper(word), lower(word)];
    const inner = kept("i64", i64.add(i64.mul(a, d), upper(i64.mul(b, d))));
    const outer = i64.add(i64.mul(b, c), lower(inner));
    return i64.add(i64.add(i64.mul(a, c), upper(inner)), upper(outer));
  };
  // The quotient modulo 4, in units of 2⁻⁶² and of 2⁻¹²⁶.
  const carried = kept("i64", i64.mul(mantissa, middle));
  const rest = kept("i64", i64.add(carried, upperProduct(low)));
  const carry = convert.i64FromU32(i64.ltU(rest, carried));
  const quotient = kept("i64", i64.add(i64.add(i64.mul(mantissa, high), upperProduct(middle)), carry));
  const n = kept("i64", i64.shrU(i64.add(quotient, 2n ** 61n), 62n));
  const part = kept("i64", i64.sub(quotient, i64.shl(n, 62n)));
  const sign = kept("i64", i64.shr(part, 63n));
  const size = kept("i64", i64.xor(part, sign));
  const high26 = kept("f64", convert.f64FromI64(i64.and(size, -(2n ** 36n))));
  const below = f64.add(
    convert.f64FromI64(i64.and(size, 2n ** 36n - 1n)),
    f64.mul(convert.f64FromI64(i64.shrU(i64.xor(rest, sign), 11n)), 2 ** -53),
  );
  const times = (x: Bytes, factor: number): Bytes => f64.mul(x, factor * 2 ** -62);
  const nothing = f64.sub(local(0), local(0)); // or NaN
  const r = f64.add(
    times(high26, halfPi[0]), // exact
    f64.add(f64.add(times(high26, halfPi[1]), times(below, Math.PI / 2)), nothing),
  );
  const signed = convert.f64OfBits(i64.xor(convert.i64BitsOfF64(r), i64.shl(sign, 63n)));
  return module.addFunction(f, [code, i64x2.replace(f64x2.splat(signed), 1, n)]);
}
