import type { Bytes } from "../encode/bytes.ts";
import { f32, f64, i32, set, when } from "../encode/code.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { entryCode } from "./entries.ts";
import { machineType } from "./entry.ts";
import { behind } from "./items.ts";
import { alongLines } from "./lines.ts";
import { byteStrides, repeat } from "./loops.ts";

/**
 * The kernel that finds the first largest entry of each line; NaN is largest.
 * @param source the lines along its last axis, which is not empty.
 * @param target int32, of the shape of the other axes.
 */
export function argmax(source: View, target: View): RoutineKernel {
  const { dtype } = source.buffer;
  const { load, gt } = entryCode[dtype];
  const last = source.shape.length - 1;
  const extent = source.shape[last];
  const stride = byteStrides(source)[last];
  const isNaN = (x: Bytes): Bytes =>
    dtype === "float32" ? f32.ne(x, x) : dtype === "float64" ? f64.ne(x, x) : i32.const(0);
  return alongLines({
    name: "argmax",
    reads: [source],
    writes: [target],
    places: source.shape.slice(0, last),
    work: 1.5 * extent,
    operations: source.shape.reduce((size, n) => size * n, 1),
    line: (f, [from, to]) => {
      const [entry, champion] = [f.local(machineType[dtype]), f.local(machineType[dtype])];
      const [index, best] = f.locals("i32", 2);
      const isBetter = i32.or(gt(entry, champion), i32.and(isNaN(entry), i32.eqz(isNaN(champion))));
      return [
        set(champion, load(from)),
        set(best, i32.const(0)),
        set(index, i32.const(1)),
        repeat(f, extent - 1, [
          set(from, behind(from, stride)),
          set(entry, load(from)),
          when(isBetter, [set(champion, entry), set(best, index)]),
          set(index, behind(index, 1)),
        ]),
        i32.store(to, best),
      ];
    },
  });
}
