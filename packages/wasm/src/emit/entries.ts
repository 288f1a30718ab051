import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f64, i32 } from "../encode/code.ts";

/** Code for single entries in memory. Bools are masks, of which true is the smaller as an integer. */
export const entryCode: Readonly<
  Record<
    Dtype,
    {
      readonly load: (at: Bytes, offset?: number) => Bytes;
      readonly store: (at: Bytes, value: Bytes, offset?: number) => Bytes;
      readonly gt: (a: Bytes, b: Bytes) => Bytes;
      readonly ge: (a: Bytes, b: Bytes) => Bytes;
    }
  >
> = {
  float32: f32,
  float64: f64,
  int32: i32,
  bool: { load: i32.load, store: i32.store, gt: i32.lt, ge: i32.le },
};
