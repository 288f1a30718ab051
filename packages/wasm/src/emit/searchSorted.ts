import { doWhile, i32, type Local, set } from "../encode/code.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { entryCode } from "./entries.ts";
import { bytesPer, converted } from "./entry.ts";
import { behind } from "./items.ts";
import { alongLines } from "./lines.ts";
import { byteStrides, repeat } from "./loops.ts";

/**
 * The kernel that finds by halves where the entries of each line would go.
 * @param sorted the sequence of each line along its last axis, densely; strides 0 along the others for one sequence for all.
 * @param entries the lines along its last axis.
 * @param target int32, of the shape of the entries.
 * @param isRight whether behind those that are equal, else before them.
 */
export function searchSorted(sorted: View, entries: View, target: View, isRight: boolean): RoutineKernel {
  const last = entries.shape.length - 1;
  const count = entries.shape[last];
  const length = sorted.shape[last];
  const strides = [entries, target].map((view) => byteStrides(view)[last]);
  const code = (view: View, at: Local) =>
    converted(entryCode[view.buffer.dtype].load(at), view.buffer.dtype, "float64");
  const { gt, ge } = entryCode.float64;
  return alongLines({
    name: "search",
    reads: [sorted, entries],
    writes: [target],
    places: entries.shape.slice(0, last),
    work: count * (2 + 3 * Math.log2(length + 1)),
    line: (f, [sequence, from, to]) => {
      const [low, high, middle, at] = f.locals("i32", 4);
      const wanted = f.local("f64");
      const halve = [
        set(middle, i32.shrU(i32.add(low, high), 1)),
        set(at, i32.add(sequence, i32.mul(middle, bytesPer[sorted.buffer.dtype]))),
        (isRight ? gt : ge)(code(sorted, at), wanted),
        [0x04, 0x40],
        set(high, middle),
        0x05,
        set(low, behind(middle, 1)),
        0x0b,
      ];
      return repeat(f, count, [
        set(wanted, code(entries, from)),
        set(low, i32.const(0)),
        set(high, i32.const(length)),
        length === 0 ? [] : doWhile(halve, i32.lt(low, high)),
        i32.store(to, low),
        set(from, behind(from, strides[0])),
        set(to, behind(to, strides[1])),
      ]);
    },
  });
}
