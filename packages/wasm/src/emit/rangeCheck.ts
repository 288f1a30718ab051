import type { Bytes } from "../encode/bytes.ts";
import { i32, i32x4, local, v128 } from "../encode/code.ts";
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
    local.set(vector, entries),
    local.set(
      outside,
      v128.or(
        local.get(outside),
        v128.or(
          i32x4.lt(local.get(vector), i32x4.splat(i32.const(low))),
          i32x4.ge(local.get(vector), i32x4.splat(i32.const(high))),
        ),
      ),
    ),
  ];
  const advance = (bytes: number): Bytes => local.set(at, behind(local.get(at), bytes));
  return [
    local.set(at, i32.const(layout.addressOf(indices))),
    local.set(outside, v128.const([0, 0, 0, 0])),
    repeat(f, Math.floor(size / 4), [check(v128.load(local.get(at))), advance(16)]),
    repeat(f, size % 4, [check(v128.load32Splat(local.get(at))), advance(4)]),
    v128.anyTrue(local.get(outside)),
  ];
}
