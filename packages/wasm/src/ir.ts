import type { Dtype, Shape, TypedArray, Value } from "@chainrule/autograd";
import { type MatrixLibrary, type Source, sizeOf, stridesOf } from "@chainrule/autograd/engine";
import type { Layout } from "./emit/pointers.ts";
import type { RangeCheck } from "./emit/rangeCheck.ts";
import type { Bytes } from "./encode/bytes.ts";
import type { FunctionBuilder } from "./encode/module.ts";
import type { Call } from "./graph/graph.ts";

/*
 * The small language between graph and WebAssembly. A kernel is one loop nest that writes buffers; what it computes for each
 * place is an expression, whose leaves are reads of other buffers through views.
 */

/** A block of memory with the entries of one Value. */
export interface Buffer {
  readonly id: number;
  readonly dtype: Dtype;
  readonly size: number;
  /** Where its entries come from before the program starts; absent for those that a kernel writes. */
  readonly source?: Source | { readonly kind: "constant"; readonly data: number | TypedArray };
}

/** A buffer read as an array of some shape: entry (i, j, ...) lies at offset + i · strides[0] + j · strides[1] + ... */
export interface View {
  readonly buffer: Buffer;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** What is computed at each place of a loop nest. */
export type Expression =
  | { readonly kind: "number"; readonly dtype: Dtype; readonly value: number }
  | { readonly kind: "read"; readonly dtype: Dtype; readonly view: View }
  /** What a reduction of the same kernel has given. */
  | { readonly kind: "total"; readonly dtype: Dtype; readonly index: number }
  | {
      readonly kind: "call";
      readonly dtype: Dtype;
      /** Name of the op; `to` converts its operand to `dtype`. */
      readonly op: string;
      readonly operands: readonly Expression[];
      /** The function for one entry, where the engine has no code of its own. */
      readonly forward?: (...entries: number[]) => number;
    };

/** Writes expressions, entry by entry. */
export interface MapKernel {
  readonly kind: "map";
  readonly shape: Shape;
  readonly stores: readonly Store[];
}

/** What a row is reduced to: the sum of an expression's entries, or the largest or smallest of them; NaN if any is. */
export interface Reduction {
  readonly op: "sum" | "max" | "min";
  readonly value: Expression;
  /** What its total is called in the kernel. */
  readonly index: number;
}

/** The dtype of a total: sums of floats are added up in float64, those of bools as integers. */
export function totalDtype({ op, value: { dtype } }: Pick<Reduction, "op" | "value">): Dtype {
  if (op !== "sum") return dtype;
  return dtype === "float32" || dtype === "float64" ? "float64" : "int32";
}

/** Writes an expression to where a view says. */
export interface Store {
  readonly target: View;
  readonly value: Expression;
}

/** One walk along a row: at each place entries are stored and added to totals; then single entries are made of the totals. */
export interface Sweep {
  readonly stores: readonly Store[];
  readonly reductions: readonly Reduction[];
  /** Views with strides 0 along the row. */
  readonly results: readonly Store[];
}

/**
 * Reduces rows, in one sweep or in several that need what the ones before have found. A row has the last axes, as many as `shape`
 * has more than `kept`; there is one for each entry of the others.
 */
export interface RowsKernel {
  readonly kind: "rows";
  readonly shape: Shape;
  readonly kept: number;
  readonly sweeps: readonly Sweep[];
}

/**
 * Products of matrices, [..., m, k] · [..., k, n] to [..., m, n], the factors in any layout that goes forwards. An entry of them is
 * total 0 of the expressions that are stored.
 */
export interface MatmulKernel {
  readonly kind: "matmul";
  readonly a: View;
  readonly b: View;
  readonly stores: readonly Store[];
  /** Where sums are kept until they are complete, if that is not where they are stored. */
  readonly partial?: Buffer;
}

/** Products that a library of the machine computes where they lie, [batch, m, k] · [batch, k, n] to a dense [batch, m, n]. */
export interface LibraryKernel {
  readonly kind: "library";
  readonly library: MatrixLibrary;
  /** Among how many threads of the program the work is shared: one, when the library has threads of its own. */
  readonly threads: number;
  readonly a: View;
  readonly b: View;
  readonly target: Buffer;
}

/** A kernel that knows its own code, such as a convolution. */
export interface RoutineKernel {
  readonly kind: "routine";
  /** What printouts call it. */
  readonly name: string;
  readonly reads: readonly View[];
  readonly writes: readonly View[];
  /** How many floating-point operations it takes. */
  readonly operations: number;
  /** Into how many chunks its work is cut. */
  readonly chunks: number;
  /** Code for the chunk in local 0. */
  readonly emit: (f: FunctionBuilder, layout: Layout) => Bytes;
}

/** An op's own forward, called by the program on copies of its operands. */
export interface ForwardKernel {
  readonly kind: "forward";
  readonly call: Call;
  /** null stands for one whose entries do not matter. */
  readonly operands: readonly (View | null)[];
  readonly targets: readonly Buffer[];
  /** When it is called only where an entry lies outside a range, and throws then. */
  readonly unless?: RangeCheck;
}

export type Kernel = MapKernel | RowsKernel | MatmulKernel | LibraryKernel | RoutineKernel | ForwardKernel;

/** A lowered program. */
export interface Plan {
  readonly buffers: readonly Buffer[];
  readonly kernels: readonly Kernel[];
  /** Where what comes out of the program lies. */
  readonly results: ReadonlyMap<Value, View>;
}

/** A kernel of one reduction over the last axes of an expression, whose total is written as it is or as part of another expression. */
export function reduce(
  shape: Shape,
  kept: number,
  reduction: Pick<Reduction, "op" | "value">,
  target: Buffer,
  result: (total: Expression) => Expression,
): RowsKernel {
  const dense = contiguous(target, shape.slice(0, kept));
  const view = { ...dense, shape, strides: [...dense.strides, ...shape.slice(kept).map(() => 0)] };
  const value = result({ kind: "total", dtype: totalDtype(reduction), index: 0 });
  const sweep: Sweep = {
    stores: [],
    reductions: [{ ...reduction, index: 0 }],
    results: [{ target: view, value }],
  };
  return { kind: "rows", shape, kept, sweeps: [sweep] };
}

/** Products as they are. */
export function products(a: View, b: View, target: View): MatmulKernel {
  const value: Expression = { kind: "total", dtype: target.buffer.dtype, index: 0 };
  return { kind: "matmul", a, b, stores: [{ target, value }] };
}

/** The expressions that a kernel computes. */
export function rootsOf(kernel: Kernel): Expression[] {
  if (kernel.kind === "map" || kernel.kind === "matmul") return kernel.stores.map(({ value }) => value);
  if (kernel.kind !== "rows") return [];
  return kernel.sweeps.flatMap(({ stores, reductions, results }) =>
    [...stores, ...reductions, ...results].map(({ value }) => value),
  );
}

export function contiguous(buffer: Buffer, shape: Shape): View {
  return { buffer, shape, strides: stridesOf(shape), offset: 0 };
}

export function isContiguous({ shape, strides, offset, buffer }: View): boolean {
  if (offset !== 0 || sizeOf(shape) !== buffer.size) return false;
  const dense = stridesOf(shape);
  return shape.every((extent, axis) => extent === 1 || strides[axis] === dense[axis]);
}

/** The same entries in another shape of the same size, if strides can say so. */
export function reshaped(view: View, shape: Shape): View | null {
  if (shape.includes(0)) return { ...view, shape, strides: stridesOf(shape) };
  // Axes that lie densely behind each other are one run, which can be cut anew.
  const runs: { extent: number; stride: number }[] = [];
  view.shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const [stride, last] = [view.strides[axis], runs[runs.length - 1]];
    if (last !== undefined && last.stride === stride * extent)
      Object.assign(last, { extent: last.extent * extent, stride });
    else runs.push({ extent, stride });
  });
  const strides = new Array<number>(shape.length).fill(0);
  let run = runs.pop();
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis];
    if (extent === 1) continue;
    if (run?.extent === 1) run = runs.pop();
    if (run === undefined || run.extent % extent !== 0) return null;
    strides[axis] = run.stride;
    run = { extent: run.extent / extent, stride: run.stride * extent };
  }
  return { ...view, shape, strides };
}
