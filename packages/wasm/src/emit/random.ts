import type { Bytes } from "../encode/bytes.ts";
import { call, f32x4, f64x2, i32, i32x4, type Local, set, shuffle32, v128, when } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { bytesPer } from "./entry.ts";
import { behind, eachItem, itemsOf, least, stepped } from "./items.ts";
import { repeat } from "./loops.ts";
import { addVectorFunction } from "./math/functions.ts";
import { normalQuantile } from "./normalQuantile.ts";
import { philox, type Words } from "./philox.ts";
import type { Layout } from "./pointers.ts";

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
      const draw = new Drawing(f, given, layout);
      const [first, count] = f.locals("i32", 2);
      return eachItem(f, items, ([item]) => [
        set(first, stepped(i32.const(0), item, chunk.perChunk)),
        set(count, least(i32.sub(groups, first), i32.const(chunk.perChunk))),
        draw.begin(first, together),
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

/** Code that draws group after group of numbers. */
class Drawing {
  readonly #f: FunctionBuilder;
  readonly #given: Random;
  readonly #layout: Layout;
  readonly #counter: Local;
  readonly #to: Local;
  readonly #sets: readonly Words[];
  readonly #keys: [Local, Local];

  constructor(f: FunctionBuilder, given: Random, layout: Layout) {
    const vector = (): Local => f.local("v128");
    this.#f = f;
    this.#given = given;
    this.#layout = layout;
    [this.#counter, this.#to] = f.locals("i32", 2);
    this.#sets = Array.from({ length: SETS }, () => [vector(), vector(), vector(), vector()]);
    this.#keys = [vector(), vector()];
  }

  /** Starts at a group of so many numbers. */
  begin(group: Local, together: number): Bytes {
    const { numbers } = this.#given;
    const bytes = together * bytesPer[numbers.buffer.dtype];
    return [
      set(this.#counter, i32.mul(group, 4 * SETS)),
      set(this.#to, stepped(i32.const(this.#layout.addressOf(numbers)), group, bytes)),
    ];
  }

  /** Draws a group, stores its first numbers, and moves on. */
  group(wanted: number): Bytes {
    const { numbers, state, distribution } = this.#given;
    const { dtype } = numbers.buffer;
    const bytes = bytesPer[dtype];
    const from = i32.const(this.#layout.addressOf(state));
    const setup: Bytes = [
      this.#sets.map(([c0, c1, c2, c3], i) => [
        set(c0, i32x4.add(i32x4.splat(this.#counter), v128.const([0, 1, 2, 3].map((j) => 4 * i + j)))),
        set(c1, v128.const([0, 0, 0, 0])),
        set(c2, v128.load32Splat(from, 8)),
        set(c3, v128.load32Splat(from, 12)),
      ]),
      this.#keys.map((key, i) => set(key, v128.load32Splat(from, 4 * i))),
      philox(this.#f, this.#sets, this.#keys),
    ];
    const isSingle = distribution.kind === "uniform" && dtype === "float32";
    const perVector = isSingle ? 4 : 2;
    const place = this.#f.local("v128");
    const stores = Array.from({ length: 4 * SETS }, (_, block): Bytes => {
      const own = Math.min(wanted - block * perVector, perVector);
      if (own <= 0) return [];
      const offset = block * perVector * bytes;
      const bits = own * bytes;
      const entries = isSingle ? this.#singles(block) : this.#doubles(block);
      return [
        set(place, entries),
        bits >= 16
          ? v128.store(this.#to, place, offset)
          : [
              bits >= 8 ? v128.store64Lane(this.#to, place, 0, offset) : [],
              bits % 8 === 4
                ? v128.store32Lane(this.#to, place, bits >= 8 ? 2 : 0, offset + (bits >= 8 ? 8 : 0))
                : [],
            ],
      ];
    });
    this.#f.release("v128", place);
    return [
      setup,
      stores,
      set(this.#counter, behind(this.#counter, 4 * SETS)),
      set(this.#to, behind(this.#to, 4 * SETS * perVector * bytes)),
    ];
  }

  /** The four numbers of a block, of the upper 24 bits of its words. */
  #singles(block: number): Bytes {
    const [c0, c1, c2, c3] = this.#sets[block >> 2];
    const lane = block & 3;
    const pair = [lane, 4 + lane, lane, 4 + lane];
    const words = shuffle32(shuffle32(c0, c1, pair), shuffle32(c2, c3, pair), [0, 1, 4, 5]);
    return f32x4.mul(f32x4.fromI32(i32x4.shrU(words, i32.const(8))), f32x4.splat(2 ** -24));
  }

  /** The two numbers of a block, as the target has them. */
  #doubles(block: number): Bytes {
    const { distribution, numbers } = this.#given;
    const [c0, c1, c2, c3] = this.#sets[block >> 2];
    const isNormal = distribution.kind === "normal";
    const lane = block & 3;
    const lanes = [lane, 4 + lane, lane, 4 + lane];
    // The upper bits of one word and of the next, as floats
    const part = (a: Bytes, b: Bytes, shift: number): Bytes =>
      f64x2.fromLowI32(i32x4.shrU(shuffle32(a, b, lanes), i32.const(shift)));
    const number = (x: number): Bytes => f64x2.splat(x);
    const bits = f64x2.add(f64x2.mul(part(c0, c2, isNormal ? 6 : 5), number(2 ** 26)), part(c1, c3, 6));
    if (isNormal) {
      const p = f64x2.mul(f64x2.add(bits, number(0.5)), number(2 ** -52));
      const { functions } = this.#layout;
      const index = functions.helper("normal quantile", (module) =>
        addVectorFunction(module, functions, normalQuantile, "float64", 1, 1),
      );
      const quantiles = call(index, p);
      return numbers.buffer.dtype === "float32" ? f32x4.fromF64(quantiles) : quantiles;
    }
    const fraction = f64x2.mul(bits, number(2 ** -53));
    if (distribution.kind === "uniform") return fraction;
    const { low, high } = distribution;
    const steps = i32x4.fromF64U(f64x2.floor(f64x2.mul(fraction, number(high - low))));
    return i32x4.add(steps, i32x4.splat(low));
  }
}
