import type { Bytes } from "../../encode/bytes.ts";
import { i32, type Local, set, shuffle32, v128 } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import type { NumberLanes } from "../numberLanes.ts";
import type { Depth } from "./depth.ts";
import type { Sums } from "./tile.ts";

/** Rows of a and columns of b, both lying along the inner axis: pointers, which the tile moves on, and strides in bytes. */
export interface Lines {
  readonly a: Local;
  readonly aRow: number;
  readonly b: Local;
  readonly bColumn: number;
}

/**
 * A block of few rows of the result. Vectors go along the inner axis, with sums for each entry, that are added up at the end: so no
 * factor has to be turned.
 * @param columns how many columns there are, in so many vectors.
 */
export function dotTile(
  f: FunctionBuilder,
  lanes: NumberLanes,
  { rows, vectors, columns }: { rows: number; vectors: number; columns: number },
  { a, aRow, b, bColumn }: Lines,
  depth: Depth,
  finish: (sums: Sums) => Bytes,
): Bytes {
  const width = vectors * lanes.count;
  const sums = Array.from({ length: rows }, () => f.locals("v128", width));
  const left = sums.map(() => f.local("v128"));
  const right = f.local("v128");
  const step = (load: (at: Bytes, offset: number) => Bytes, bytes: number): Bytes => [
    left.map((place, i) => set(place, load(a, i * aRow))),
    Array.from({ length: width }, (_, j) => [
      // Sums behind the last column are never stored.
      set(right, load(b, Math.min(j, columns - 1) * bColumn)),
      left.map((place, i) => set(sums[i][j], lanes.multiplyAdd(place, right, sums[i][j]))),
    ]),
    [a, b].map((place) => set(place, i32.add(place, bytes))),
  ];
  const single = lanes.bytes === 4 ? v128.load32Zero : v128.load64Zero;
  const code: Bytes = [
    sums.flat().map((sum) => set(sum, lanes.zero)),
    depth.inSteps(f, lanes.count, step(v128.load, 16), step(single, lanes.bytes)),
    sums.map((row) =>
      Array.from({ length: vectors }, (_, j) => {
        const own = row.slice(j * lanes.count, (j + 1) * lanes.count);
        return set(row[j], added(lanes, own));
      }),
    ),
    finish(sums.map((row) => row.slice(0, vectors))),
  ];
  for (const place of [...sums.flat(), ...left, right]) f.release("v128", place);
  return code;
}

/** A vector of the sums of the lanes of as many vectors. */
function added(lanes: NumberLanes, x: readonly Bytes[]): Bytes {
  const halves = (p: Bytes, q: Bytes): Bytes =>
    lanes.vector.add(shuffle32(p, q, [0, 1, 4, 5]), shuffle32(p, q, [2, 3, 6, 7]));
  if (x.length === 2) return halves(x[0], x[1]);
  const pair = (p: Bytes, q: Bytes): Bytes =>
    lanes.vector.add(shuffle32(p, q, [0, 4, 1, 5]), shuffle32(p, q, [2, 6, 3, 7]));
  return halves(pair(x[0], x[1]), pair(x[2], x[3]));
}
