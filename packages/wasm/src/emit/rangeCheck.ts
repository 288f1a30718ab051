import type { Bytes } from "../encode/bytes.ts";
import { i32, i32x4, set, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { View } from "../ir.ts";
import { behind } from "./items.ts";
import { repeat } from "./loops.ts";
import type { Layout } from "./pointers.ts";

/** int32 entries that are to lie from `low` up to and without `high`. */
export interface RangeCheck {
  /** Densely. */
  readonly indices: View;
  readonly low: number;
  readonly high: number;
}

/** Code that says whether an entry lies outside the range. */
export function isOutOfRange(f: FunctionBuilder, { indices, low, high }: RangeCheck, layout: Layout): Bytes {
  const { size } = indices.buffer;
  const [at, vector, outside] = [f.local("i32"), f.local("v128"), f.local("v128")];
  const check = (entries: Bytes): Bytes => [
    set(vector, entries),
    set(
      outside,
      v128.or(outside, v128.or(i32x4.lt(vector, i32x4.splat(low)), i32x4.ge(vector, i32x4.splat(high)))),
    ),
  ];
  const advance = (bytes: number): Bytes => set(at, behind(at, bytes));
  return [
    set(at, i32.const(layout.addressOf(indices))),
    set(outside, v128.const([0, 0, 0, 0])),
    repeat(f, Math.floor(size / 4), [check(v128.load(at)), advance(16)]),
    repeat(f, size % 4, [check(v128.load32Splat(at)), advance(4)]),
    v128.anyTrue(outside),
  ];
}
