import type { Bytes } from "../../encode/bytes.ts";
import { i32, type Local, set, v128 } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import type { NumberLanes } from "../numberLanes.ts";
import type { Depth } from "./depth.ts";

/** Where the panels are that a tile multiplies: pointers, which it moves to their ends, and strides in bytes. */
export interface Panels {
  readonly a: Local;
  readonly aRow: number;
  readonly aColumn: number;
  readonly b: Local;
  readonly bRow: number;
}

/** Sums of a tile, in locals: vectors side by side, for each row. */
export type Sums = readonly (readonly Local[])[];

/** Steps along the inner axis in one round of the loop. */
const UNROLL = 2;

/** A block of the result, its sums kept in registers along the inner axis; `finish` says what becomes of them. */
export function tile(
  f: FunctionBuilder,
  lanes: NumberLanes,
  { rows, vectors }: { rows: number; vectors: number },
  { a, aRow, aColumn, b, bRow }: Panels,
  depth: Depth,
  finish: (sums: Sums) => Bytes,
): Bytes {
  const sums = Array.from({ length: rows }, () => f.locals("v128", vectors));
  const right = f.locals("v128", vectors);
  const left = f.local("v128");
  const step = (u: number): Bytes => [
    right.map((place, j) => set(place, v128.load(b, u * bRow + 16 * j))),
    sums.map((row, i) => [
      set(left, lanes.loadSplat(a, i * aRow + u * aColumn)),
      row.map((sum, j) => set(sum, lanes.multiplyAdd(left, right[j], sum))),
    ]),
  ];
  const steps = (count: number): Bytes => [
    Array.from({ length: count }, (_, u) => step(u)),
    set(a, i32.add(a, count * aColumn)),
    set(b, i32.add(b, count * bRow)),
  ];
  const code: Bytes = [
    sums.flat().map((sum) => set(sum, lanes.zero)),
    depth.inSteps(f, UNROLL, steps(UNROLL), steps(1)),
    finish(sums),
  ];
  for (const place of [...sums.flat(), ...right, left]) f.release("v128", place);
  return code;
}
