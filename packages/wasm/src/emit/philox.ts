import type { Bytes } from "../encode/bytes.ts";
import { i32x4, i64x2, type Local, set, shuffle32, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { repeat } from "./loops.ts";

/**
 * Code for Philox4x32-10 (see autograd's `philox`) of several sets of counters side by side: locals for their four words, each
 * for four counters, that become the results. The two keys, in all lanes, are left changed.
 */
export function philox(
  f: FunctionBuilder,
  sets: readonly (readonly Local[])[],
  keys: readonly Local[],
): Bytes {
  const number = (x: number): Bytes => f.constant(`four times ${x}`, () => i32x4.splat(x));
  const high = (low: Local, up: Local): Bytes => shuffle32(low, up, [1, 3, 5, 7]);
  const low = (low: Local, up: Local): Bytes => shuffle32(low, up, [0, 2, 4, 6]);
  const products = sets.map(() => f.locals("v128", 4));
  const multiply = (factor: number, word: Local, [low, up]: readonly Local[]): Bytes => [
    set(low, i64x2.extmulLowU(word, number(factor))),
    set(up, i64x2.extmulHighU(word, number(factor))),
  ];
  const round: Bytes = [
    sets.map(([c0, , c2], i) => [
      multiply(0xd2511f53, c0, products[i].slice(0, 2)),
      multiply(0xcd9e8d57, c2, products[i].slice(2)),
    ]),
    sets.map(([c0, c1, c2, c3], i) => {
      const [a, b, c, d] = products[i];
      return [
        set(c0, v128.xor(v128.xor(high(c, d), c1), keys[0])),
        set(c1, low(c, d)),
        set(c2, v128.xor(v128.xor(high(a, b), c3), keys[1])),
        set(c3, low(a, b)),
      ];
    }),
    set(keys[0], i32x4.add(keys[0], number(0x9e3779b9))),
    set(keys[1], i32x4.add(keys[1], number(0xbb67ae85))),
  ];
  const code = repeat(f, 10, round);
  for (const place of products.flat()) f.release("v128", place);
  return code;
}
