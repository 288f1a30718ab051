import { doWhile, i32, local } from "../encode/code.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { entryCode } from "./entries.ts";
import { bytesPer, converted } from "./entry.ts";
import { behind } from "./items.ts";
import { alongLines } from "./lines.ts";
import { byteStrides, repeat } from "./loops.ts";

const { get, set } = local;

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
  const code = (view: View, at: number) =>
    converted(entryCode[view.buffer.dtype].load(get(at)), view.buffer.dtype, "float64");
  const { gt, ge } = entryCode.float64;
  return alongLines({
    name: "search",
    reads: [sorted, entries],
    writes: [target],
    places: entries.shape.slice(0, last),
    work: count * (2 + 3 * Math.log2(length + 1)),
    line: (f, [sequence, from, to]) => {
      const [low, high, middle, at] = Array.from({ length: 4 }, () => f.local("i32"));
      const wanted = f.local("f64");
      const halve = [
        set(middle, i32.shrU(i32.add(get(low), get(high)), i32.const(1))),
        set(at, i32.add(get(sequence), i32.mul(get(middle), i32.const(bytesPer[sorted.buffer.dtype])))),
        (isRight ? gt : ge)(code(sorted, at), get(wanted)),
        [0x04, 0x40],
        set(high, get(middle)),
        0x05,
        set(low, behind(get(middle), 1)),
        0x0b,
      ];
      return repeat(f, count, [
        set(wanted, code(entries, from)),
        set(low, i32.const(0)),
        set(high, i32.const(length)),
        length === 0 ? [] : doWhile(halve, i32.lt(get(low), get(high))),
        i32.store(get(to), get(low)),
        set(from, behind(get(from), strides[0])),
        set(to, behind(get(to), strides[1])),
      ]);
    },
  });
}
