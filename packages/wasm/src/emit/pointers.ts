import type { Bytes } from "../encode/bytes.ts";
import { i32, type Local, set } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { View } from "../ir.ts";
import type { Surroundings } from "./expression.ts";
import type { GroupSurroundings } from "./group.ts";
import { byteStrides, type Loop, nest } from "./loops.ts";
import type { EntryFunctions } from "./math/functions.ts";

/** What all kernels of a module share. */
export interface Layout {
  /** Where the first entry of a view lies in memory. */
  readonly addressOf: (view: View) => number;
  readonly importOf: (forward: (...entries: number[]) => number, arity: number) => number;
  readonly functions: EntryFunctions;
  /** Whether there is relaxed SIMD's multiply-add. */
  readonly hasMultiplyAdd: boolean;
  /** Code for where memory begins that no other thread uses. */
  readonly scratch: Bytes;
}

/** The pointers of a loop nest, locals that move along: one for all views that move alike. */
export class Pointers {
  readonly locals: readonly Local[];
  /** How far each pointer moves along each axis, in bytes. */
  readonly strides: readonly (readonly number[])[];
  readonly #indices: ReadonlyMap<View, number>;

  constructor(f: FunctionBuilder, views: readonly View[]) {
    const { strides, indices } = distinct(views);
    this.strides = strides;
    this.#indices = indices;
    this.locals = strides.map(() => f.local("i32"));
  }

  of(view: View): Local {
    return this.locals[this.#indices.get(view) as number];
  }

  /** How far a view moves along a loop. */
  stride(view: View, loop: Loop): number {
    return loop.strides[this.#indices.get(view) as number];
  }

  /** What groups of entries along a loop need around them. */
  along(loop: Loop, around: Surroundings, counts: readonly number[]): GroupSurroundings {
    const strideOf = (view: View): number => this.stride(view, loop);
    return { ...around, counts, strideOf, strandOf: (view) => 4 * strideOf(view) };
  }

  /** Moves all pointers along a loop. */
  advance(loop: Loop, count: number | Bytes): Bytes {
    return this.locals.map((pointer, i) => {
      const stride = loop.strides[i];
      if (stride === 0 || count === 0) return [];
      const step = typeof count === "number" ? i32.const(stride * count) : i32.mul(stride, count);
      return set(pointer, i32.add(pointer, step));
    });
  }

  /** `body`, which moves along the last loop, for all entries of the others, and back to where they begin. */
  alongAll(f: FunctionBuilder, loops: readonly Loop[], body: Bytes): Bytes {
    if (loops.some(({ extent }) => extent === 0)) return [];
    return [nest(f, loops, this.locals, body), this.advance(loops[0], -loops[0].extent)];
  }
}

/** How the views of a loop nest move: the strides in bytes that there are, and those of each view by index. */
export function distinct(views: readonly View[]): { strides: number[][]; indices: Map<View, number> } {
  const strides: number[][] = [];
  const places = new Map<string, number>();
  const indices = new Map<View, number>();
  for (const view of views) {
    const own = byteStrides(view).map((stride, axis) => (view.shape[axis] === 1 ? 0 : stride));
    const key = own.join();
    if (!places.has(key)) places.set(key, strides.push(own) - 1);
    indices.set(view, places.get(key) as number);
  }
  return { strides, indices };
}

/** What expressions need around them where nothing has been reduced. */
export function surroundings(f: FunctionBuilder, layout: Layout, pointers: Pointers): Surroundings {
  return {
    f,
    ...layout,
    pointerOf: (view) => pointers.of(view),
    totalOf: () => {
      throw new Error("Nothing has been reduced.");
    },
  };
}
