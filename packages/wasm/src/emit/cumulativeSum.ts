import { convert, f64, i32, set } from "../encode/code.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { entryCode } from "./entries.ts";
import { converted } from "./entry.ts";
import { behind } from "./items.ts";
import { alongLines } from "./lines.ts";
import { byteStrides, repeat } from "./loops.ts";

/**
 * The kernel that sums the entries of each line up to each place, or with `isReversed` from there on; sums of floats are in
 * float64.
 * @param source the lines along its last axis.
 * @param target of its shape.
 */
export function cumulativeSum(source: View, target: View, isReversed: boolean): RoutineKernel {
  const [from, to] = [source.buffer.dtype, target.buffer.dtype];
  const last = source.shape.length - 1;
  const extent = source.shape[last];
  const isInteger = to === "int32";
  const [steps, type] = isInteger ? [i32, "i32" as const] : [f64, "f64" as const];
  const strides = [source, target].map((view) => byteStrides(view)[last] * (isReversed ? -1 : 1));
  return alongLines({
    name: "cumulative sum",
    reads: [source],
    writes: [target],
    places: source.shape.slice(0, last),
    work: 1.5 * extent,
    operations: source.shape.reduce((size, n) => size * n, 1),
    line: (f, pointers) => {
      const sum = f.local(type);
      const entry = converted(entryCode[from].load(pointers[0]), from, isInteger ? "int32" : "float64");
      const result = to === "float32" ? convert.f32FromF64(sum) : sum;
      const start = isReversed
        ? pointers.map((pointer, i) => set(pointer, behind(pointer, -strides[i] * (extent - 1))))
        : [];
      return [
        start,
        set(sum, steps.const(0)),
        repeat(f, extent, [
          set(sum, steps.add(sum, entry)),
          entryCode[to].store(pointers[1], result),
          pointers.map((pointer, i) => set(pointer, behind(pointer, strides[i]))),
        ]),
      ];
    },
  });
}
