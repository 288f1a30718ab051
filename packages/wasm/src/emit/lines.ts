import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { i32, type Local, set } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { eachItem, itemsOf, stepped } from "./items.ts";
import { byteStrides } from "./loops.ts";
import type { Layout } from "./pointers.ts";

/** A kernel that goes along the lines of views, one after another. */
export interface Lines {
  readonly name: string;
  /** Of which each has the shape of the lines' places, before axes of its own. */
  readonly reads: readonly View[];
  readonly writes: readonly View[];
  /** How many entries of the first view's shape say where a line is. */
  readonly places: readonly number[];
  /** About how many nanoseconds a line takes. */
  readonly work: number;
  readonly operations?: number;
  /** Code for a line, given locals that point to its beginning in each of the views, those that are read first. */
  readonly line: (f: FunctionBuilder, pointers: readonly Local[]) => Bytes;
}

/** The kernel for lines of which each chunk has some. */
export function alongLines({
  name,
  reads,
  writes,
  places,
  work,
  operations = 0,
  line,
}: Lines): RoutineKernel {
  const views = [...reads, ...writes];
  const items = itemsOf(places, work * sizeOf(places));
  return {
    kind: "routine",
    name,
    reads,
    writes,
    operations,
    chunks: items.chunks,
    emit: (f: FunctionBuilder, layout: Layout) => {
      const pointers = views.map(() => f.local("i32"));
      return eachItem(f, items, (place) => [
        views.map((view, i) => {
          const strides = byteStrides(view);
          const start = place.reduce<Bytes>(
            (address, index, axis) => stepped(address, index, strides[axis]),
            i32.const(layout.addressOf(view)),
          );
          return set(pointers[i], start);
        }),
        line(f, pointers),
      ]);
    },
  };
}

/** A view with an axis moved to the end. */
export function withAxisLast(view: View, axis: number): View {
  const last = <T>(list: readonly T[]): T[] => [...list.slice(0, axis), ...list.slice(axis + 1), list[axis]];
  return { ...view, shape: last(view.shape), strides: last(view.strides) };
}
