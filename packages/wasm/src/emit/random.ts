import type { Bytes } from "../encode/bytes.ts";
import { f32x4, f64x2, i32, i32x4, type Local, set, shuffle32, v128, when } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { bytesPer } from "./entry.ts";
import { behind, eachItem, itemsOf, least, stepped } from "./items.ts";
import { Lanes } from "./lanes.ts";
import { repeat } from "./loops.ts";
import { normalQuantile } from "./normalQuantile.ts";
import { philox } from "./philox.ts";
import type { Layout } from "./pointers.ts";
import { storeWords } from "./storeWords.ts";

/** What a draw of a generator gives. */
export type Distribution =
  | { readonly kind: "uniform" }
  | { readonly kind: "normal" }
  | { readonly kind: "integers"; readonly low: number; readonly high: number };

/** A draw of numbers, bit by bit as autograd's ops draw them, and the generator's state after it. */
export interface Random {
  readonly distribution: Distribution;
  readonly state: View;
  readonly numbers: View;
  readonly next: View;
}

/** How many times four blocks are computed side by side. */
const SETS = 2;

const nanoseconds = { uniform: 1.5, normal: 6, integers: 2 };

/** The kernel of a draw. */
export function random(given: Random): RoutineKernel {
  const { distribution, state, numbers, next } = given;
  const { dtype, size } = numbers.buffer;
  // Each block gives four numbers of 32 bits or two of 64.
  const together = SETS * (distribution.kind === "uniform" && dtype === "float32" ? 16 : 8);
  const groups = Math.floor(size / together);
  const chunk = itemsOf([groups], size * nanoseconds[distribution.kind]);
  const items = { shape: [chunk.chunks], perChunk: 1, chunks: chunk.chunks };
  return {
    kind: "routine",
    name: `random ${distribution.kind}`,
    reads: [state],
    writes: [numbers, next],
    operations: 0,
    chunks: items.chunks,
    emit: (f, layout) => {
      const draw = drawing(f, given, layout, together);
      const [first, count] = f.locals("i32", 2);
      return eachItem(f, items, ([item]) => [
        set(first, stepped(i32.const(0), item, chunk.perChunk)),
        set(count, least(i32.sub(groups, first), i32.const(chunk.perChunk))),
        draw.begin(first),
        repeat(f, count, draw.group(together)),
        when(i32.eq(item, items.chunks - 1), [
          size % together === 0 ? [] : draw.group(size % together),
          advance(given, layout),
        ]),
      ]);
    },
  };
}

/** The state after a draw: one more draw, counted in two words. */
function advance({ state, next }: Random, layout: Layout): Bytes {
  const [from, to] = [layout.addressOf(state), layout.addressOf(next)];
  const word = (i: number): Bytes => i32.load(i32.const(from + 4 * i));
  const count = behind(word(2), 1);
  const values = [word(0), word(1), count, i32.add(word(3), i32.eqz(count))];
  return values.map((value, i) => i32.store(i32.const(to + 4 * i), value));
}

/** Code that draws numbers, so many in a group. */
interface Drawing {
  /** Starts at a group. */
  readonly begin: (group: Local) => Bytes;
  /** Draws a group, stores its first numbers, and moves on. */
  readonly group: (wanted: number) => Bytes;
}

function drawing(
  f: FunctionBuilder,
  { distribution, state, numbers }: Random,
  layout: Layout,
  together: number,
): Drawing {
  const { dtype } = numbers.buffer;
  const bytes = bytesPer[dtype];
  const from = i32.const(layout.addressOf(state));
  const [counter, to] = f.locals("i32", 2);
  const words = f.locals("v128", 4 * SETS);
  const sets = Array.from({ length: SETS }, (_, i) => words.slice(4 * i, 4 * i + 4));
  const keys = f.locals("v128", 2);
  const perBlock = together / words.length;

  function group(wanted: number): Bytes {
    const place = f.local("v128");
    const code: Bytes = [
      sets.map(([c0, c1, c2, c3], i) => [
        set(c0, i32x4.add(i32x4.splat(counter), v128.const([0, 1, 2, 3].map((j) => 4 * i + j)))),
        set(c1, v128.const([0, 0, 0, 0])),
        set(c2, v128.load32Splat(from, 8)),
        set(c3, v128.load32Splat(from, 12)),
      ]),
      keys.map((key, i) => set(key, v128.load32Splat(from, 4 * i))),
      philox(f, sets, keys),
      words.map((_, block) => {
        const own = Math.min(wanted - block * perBlock, perBlock);
        if (own <= 0) return [];
        const entries = perBlock === 4 ? singles(block) : doubles(block);
        return [set(place, entries), storeWords(to, place, (own * bytes) / 4, block * perBlock * bytes)];
      }),
      set(counter, behind(counter, words.length)),
      set(to, behind(to, together * bytes)),
    ];
    f.release("v128", place);
    return code;
  }

  /** The four numbers of a block, of the upper 24 bits of its words. */
  function singles(block: number): Bytes {
    const [c0, c1, c2, c3] = sets[block >> 2];
    const lane = block & 3;
    const pair = [lane, 4 + lane, lane, 4 + lane];
    const words = shuffle32(shuffle32(c0, c1, pair), shuffle32(c2, c3, pair), [0, 1, 4, 5]);
    return f32x4.mul(f32x4.fromI32(i32x4.shrU(words, i32.const(8))), f32x4.splat(2 ** -24));
  }

  /** The two numbers of a block, as the target has them. */
  function doubles(block: number): Bytes {
    const [c0, c1, c2, c3] = sets[block >> 2];
    const isNormal = distribution.kind === "normal";
    const lane = block & 3;
    const lanes = [lane, 4 + lane, lane, 4 + lane];
    // The upper bits of one word and of the next, as floats
    const part = (a: Bytes, b: Bytes, shift: number): Bytes =>
      f64x2.fromLowI32(i32x4.shrU(shuffle32(a, b, lanes), i32.const(shift)));
    const number = (x: number): Bytes => f64x2.splat(x);
    const bits = f64x2.add(f64x2.mul(part(c0, c2, isNormal ? 6 : 5), number(2 ** 26)), part(c1, c3, 6));
    if (isNormal) {
      const lanes = new Lanes(f, "float64", 1, layout.functions);
      const p = f64x2.mul(f64x2.add(bits, number(0.5)), number(2 ** -52));
      const [quantiles] = normalQuantile(lanes, lanes.keep([p]));
      return [lanes.code, dtype === "float32" ? f32x4.fromF64(quantiles) : quantiles];
    }
    const fraction = f64x2.mul(bits, number(2 ** -53));
    if (distribution.kind === "uniform") return fraction;
    const { low, high } = distribution;
    const steps = i32x4.fromF64U(f64x2.floor(f64x2.mul(fraction, number(high - low))));
    return i32x4.add(steps, i32x4.splat(low));
  }

  return {
    begin: (first) => [
      set(counter, i32.mul(first, words.length)),
      set(to, stepped(i32.const(layout.addressOf(numbers)), first, together * bytes)),
    ],
    group,
  };
}
