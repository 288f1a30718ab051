import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, type Local, set, tee, when } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { View } from "../ir.ts";
import { bytesPer } from "./entry.ts";

/** An axis of a loop nest and how far each access moves along it, in bytes. */
export interface Loop {
  readonly extent: number;
  readonly strides: readonly number[];
}

/** The axes of several accesses of one shape, those merged that lie densely behind each other in all of them. */
export function loopsOver(shape: readonly number[], accesses: readonly (readonly number[])[]): Loop[] {
  const loops: { extent: number; strides: number[] }[] = [];
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const strides = accesses.map((access) => access[axis]);
    const last = loops[loops.length - 1];
    if (last?.strides.every((stride, i) => stride === strides[i] * extent)) {
      last.extent *= extent;
      last.strides = strides;
    } else loops.push({ extent, strides });
  });
  return loops;
}

/** The strides of a view in bytes. */
export function byteStrides(view: View): number[] {
  return view.strides.map((stride) => stride * bytesPer[view.buffer.dtype]);
}

/**
 * A loop nest. Each access has a pointer, a local that moves along; when the nest is left it has moved by the extent of the
 * first loop.
 * @param inner the code for the innermost axis, which moves the pointers along all of it.
 * @param first how often the first loop is run, where that is not its extent.
 */
export function nest(
  f: FunctionBuilder,
  loops: readonly Loop[],
  pointers: readonly Local[],
  inner: Bytes,
  first: number | Bytes = loops[0]?.extent ?? 1,
): Bytes {
  let code = inner;
  for (let depth = loops.length - 2; depth >= 0; depth--) {
    const [outer, below] = [loops[depth], loops[depth + 1]];
    const advance = pointers.map((pointer, i) => {
      const step = outer.strides[i] - below.extent * below.strides[i];
      return step === 0 ? [] : set(pointer, i32.add(pointer, step));
    });
    code = repeat(f, depth === 0 ? first : outer.extent, [code, advance]);
  }
  return code;
}

/** `body`, as often as a number says, which may be code. */
export function repeat(f: FunctionBuilder, times: number | Bytes, body: Bytes): Bytes {
  if (typeof times === "number" && times <= 0) return [];
  if (times === 1) return body;
  const counter = f.local("i32");
  const loop = doWhile(body, tee(counter, i32.sub(counter, 1)));
  if (typeof times === "number") return [set(counter, i32.const(times)), loop];
  return when(tee(counter, times), loop);
}

/**
 * `step` along a loop, for as many entries at a time as it takes, and for the rest.
 * @param count how many there are; code where that depends on the chunk, all of which but the last have a multiple of `entries`.
 */
export function alongLoop(
  f: FunctionBuilder,
  count: number | Bytes,
  { extent }: Loop,
  entries: number,
  step: (entries: number) => Bytes,
): Bytes {
  const rest = extent % entries;
  const shift = Math.log2(entries);
  if (typeof count === "number")
    return [count < entries ? [] : repeat(f, count >> shift, step(entries)), rest === 0 ? [] : step(rest)];
  return [
    repeat(f, i32.shr(count, shift), step(entries)),
    rest === 0 ? [] : when(i32.and(count, entries - 1), step(rest)),
  ];
}
