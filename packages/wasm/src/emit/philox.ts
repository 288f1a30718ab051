import type { Bytes } from "../encode/bytes.ts";
import { i32, i32x4, i64x2, local, shuffle32, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { repeat } from "./loops.ts";

const { get, set } = local;

/**
 * Code for Philox4x32-10 (see autograd's `philox`) of four counters at once: words[i], a local, has word i of each in its lanes,
 * and then of the results. The keys, one in all lanes, are left changed.
 */
export function philox(
  f: FunctionBuilder,
  words: readonly [number, number, number, number],
  keys: readonly [number, number],
): Bytes {
  const [c0, c1, c2, c3] = words;
  const products = Array.from({ length: 4 }, () => f.local("v128"));
  const [a, b, c, d] = products;
  const number = (x: number): Bytes => i32x4.splat(i32.const(x));
  const high = (low: number, up: number): Bytes => shuffle32(get(low), get(up), [1, 3, 5, 7]);
  const low = (low: number, up: number): Bytes => shuffle32(get(low), get(up), [0, 2, 4, 6]);
  const multiply = (factor: number, word: number, [low, up]: readonly number[]): Bytes => [
    set(low, i64x2.extmulLowU(get(word), number(factor))),
    set(up, i64x2.extmulHighU(get(word), number(factor))),
  ];
  const round: Bytes = [
    multiply(0xd2511f53, c0, [a, b]),
    multiply(0xcd9e8d57, c2, [c, d]),
    set(c0, v128.xor(v128.xor(high(c, d), get(c1)), get(keys[0]))),
    set(c1, low(c, d)),
    set(c2, v128.xor(v128.xor(high(a, b), get(c3)), get(keys[1]))),
    set(c3, low(a, b)),
    set(keys[0], i32x4.add(get(keys[0]), number(0x9e3779b9))),
    set(keys[1], i32x4.add(get(keys[1]), number(0xbb67ae85))),
  ];
  const code = repeat(f, 10, round);
  for (const place of products) f.release("v128", place);
  return code;
}
