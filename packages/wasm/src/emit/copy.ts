import { set } from "../encode/code.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { entryCode } from "./entries.ts";
import { behind } from "./items.ts";
import { alongLines } from "./lines.ts";
import { byteStrides, repeat } from "./loops.ts";

/** The kernel that copies entries one by one, from strides of either sign. */
export function copy(source: View, target: View): RoutineKernel {
  const { load, store } = entryCode[source.buffer.dtype];
  const last = source.shape.length - 1;
  const strides = [source, target].map((view) => byteStrides(view)[last]);
  return alongLines({
    name: "copy",
    reads: [source],
    writes: [target],
    places: source.shape.slice(0, last),
    work: source.shape[last],
    line: (f, [from, to]) =>
      repeat(f, source.shape[last], [
        store(to, load(from)),
        set(from, behind(from, strides[0])),
        set(to, behind(to, strides[1])),
      ]),
  });
}
