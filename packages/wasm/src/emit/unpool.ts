import type { Bytes } from "../encode/bytes.ts";
import { i32, i32x4, select, set, shuffle32, v128 } from "../encode/code.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { behind } from "./items.ts";
import { alongLines } from "./lines.ts";
import { repeat } from "./loops.ts";
import { numberLanes } from "./numberLanes.ts";

/** The gradient of a pooling whose windows lie side by side. */
export interface Unpool {
  /** [planes, rows, columns], densely: what each window passes on, and the place in the plane where it goes. */
  readonly source: View;
  readonly indices: View;
  readonly kernel: readonly [number, number];
  /** [planes, rows, columns], densely: at least as large as all windows; what is outside of them becomes 0. */
  readonly target: View;
}

/** The kernel that writes to each place of the windows what it gets, in one pass. */
export function unpool({ source, indices, kernel, target }: Unpool): RoutineKernel {
  const lanes = numberLanes(target.buffer.dtype, false);
  const { bytes, single } = lanes;
  const [planes, rows, columns] = source.shape;
  const [, height, width] = target.shape;
  const isVector = bytes === 4 && kernel[1] === 2 && columns >= 4;
  return alongLines({
    name: "unpool",
    reads: [source, indices],
    writes: [target],
    places: [planes],
    work: height * width * (isVector ? 0.3 : 1),
    line: (f, [from, index, to]) => {
      const [first, at, place] = f.locals("i32", 3);
      const [entry, vector, places] = [
        f.local(bytes === 4 ? "f32" : "f64"),
        f.local("v128"),
        f.local("v128"),
      ];
      const advance = (windows: number): Bytes => [
        set(from, behind(from, windows * bytes)),
        set(index, behind(index, windows * 4)),
        set(at, behind(at, windows * kernel[1] * bytes)),
        set(first, behind(first, windows * kernel[1])),
      ];
      // Nothing added to −0 is 0, as when it is added to zeros.
      const zero = single.const(0);
      const one: Bytes = [
        set(entry, single.add(single.load(from), zero)),
        set(place, i32.sub(i32.load(index), first)),
        Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
          const [i, j] = [Math.floor(tap / kernel[1]), tap % kernel[1]];
          const isHere = i32.eq(place, i * width + j);
          return single.store(at, select(entry, zero, isHere), (i * width + j) * bytes);
        }),
        advance(1),
      ];
      const half = (offset: number): Bytes => v128.and(vector, i32x4.eq(places, i32x4.splat(offset)));
      const four: Bytes = [
        set(vector, lanes.vector.add(v128.load(from), lanes.zero)),
        // Counted from the first place of each window
        set(places, i32x4.sub(i32x4.sub(v128.load(index), v128.const([0, 2, 4, 6])), i32x4.splat(first))),
        Array.from({ length: kernel[0] }, (_, i) => {
          const [left, right] = [half(i * width), half(i * width + 1)];
          return [
            v128.store(at, shuffle32(left, right, [0, 4, 1, 5]), i * width * bytes),
            v128.store(at, shuffle32(left, right, [2, 6, 3, 7]), i * width * bytes + 16),
          ];
        }),
        advance(4),
      ];
      const rest = columns % 4;
      const line: Bytes = isVector
        ? [
            repeat(f, columns >> 2, four),
            // The last vector overlaps the one before, if windows do not come out even.
            rest === 0 ? [] : [advance(rest - 4), four],
          ]
        : repeat(f, columns, one);
      const used = columns * kernel[1];
      const zeros = (count: number, offset: number): Bytes =>
        Array.from({ length: count }, (_, i) => single.store(at, zero, offset + i * bytes));
      const clearRow: Bytes = [repeat(f, width, [single.store(at, zero), set(at, behind(at, bytes))])];
      return [
        set(first, i32.const(0)),
        set(at, to),
        repeat(f, rows, [
          line,
          Array.from({ length: kernel[0] }, (_, i) => zeros(width - used, i * width * bytes)),
          set(at, behind(at, (kernel[0] * width - used) * bytes)),
          set(first, behind(first, kernel[0] * width - used)),
        ]),
        repeat(f, height - rows * kernel[0], clearRow),
      ];
    },
  });
}
