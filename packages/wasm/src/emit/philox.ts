import type { Bytes } from "../encode/bytes.ts";
import { i32, i32x4, i64x2, local, shuffle32, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { repeat } from "./loops.ts";

const { get, set } = local;

/** Locals for the four words of four counters: each holds one word of all. */
export type Words = readonly [number, number, number, number];

/**
 * Code for Philox4x32-10 (see autograd's `philox`) of several sets of counters side by side, whose words become the results. The
 * keys, one in all lanes, are left changed.
 */
export function philox(f: FunctionBuilder, sets: readonly Words[], keys: readonly [number, number]): Bytes {
  const number = (x: number): Bytes => get(f.constant(`four times ${x}`, () => i32x4.splat(i32.const(x))));
  const high = (low: number, up: number): Bytes => shuffle32(get(low), get(up), [1, 3, 5, 7]);
  const low = (low: number, up: number): Bytes => shuffle32(get(low), get(up), [0, 2, 4, 6]);
  const products = sets.map(() => Array.from({ length: 4 }, () => f.local("v128")));
  const multiply = (factor: number, word: number, [low, up]: readonly number[]): Bytes => [
    set(low, i64x2.extmulLowU(get(word), number(factor))),
    set(up, i64x2.extmulHighU(get(word), number(factor))),
  ];
  const round: Bytes = [
    sets.map(([c0, , c2], i) => [
      multiply(0xd2511f53, c0, products[i].slice(0, 2)),
      multiply(0xcd9e8d57, c2, products[i].slice(2)),
    ]),
    sets.map(([c0, c1, c2, c3], i) => {
      const [a, b, c, d] = products[i];
      return [
        set(c0, v128.xor(v128.xor(high(c, d), get(c1)), get(keys[0]))),
        set(c1, low(c, d)),
        set(c2, v128.xor(v128.xor(high(a, b), get(c3)), get(keys[1]))),
        set(c3, low(a, b)),
      ];
    }),
    set(keys[0], i32x4.add(get(keys[0]), number(0x9e3779b9))),
    set(keys[1], i32x4.add(get(keys[1]), number(0xbb67ae85))),
  ];
  const code = repeat(f, 10, round);
  for (const place of products.flat()) f.release("v128", place);
  return code;
}
