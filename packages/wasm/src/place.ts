import type { Dtype, ReadonlyData, Shape, TypedArray, Value } from "@chainrule/autograd";
import { Elsewhere, makeValue, type Storage } from "@chainrule/autograd/engine";
import type { Memory } from "./webAssembly.ts";

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Int32Array };

/** The entries of a Value in the memory of a program, where bools are masks. */
export class Place {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly #array: TypedArray;

  constructor(memory: Memory, address: number, shape: Shape, dtype: Dtype, size: number) {
    this.shape = shape;
    this.dtype = dtype;
    this.#array = new arrays[dtype](memory.buffer as ArrayBuffer, address, size);
  }

  /** A copy of the entries, the number itself where there are no axes. */
  read(): number | TypedArray {
    const array = this.#array;
    if (this.shape.length === 0) return this.dtype === "bool" ? array[0] & 1 : array[0];
    if (this.dtype !== "bool") return array.slice();
    return Uint8Array.from(array, (mask) => mask & 1);
  }

  /** A Value with a copy of the entries. */
  value(): Value {
    return makeValue(this.shape, this.dtype, this.read());
  }

  /** Writes entries, or one number to all places. */
  write(entries: number | ReadonlyData): void {
    const array = this.#array;
    const sign = this.dtype === "bool" ? -1 : 1;
    if (typeof entries === "number") array.fill(sign * entries);
    else if (sign === 1) array.set(entries);
    else for (let i = 0; i < array.length; i++) array[i] = -entries[i];
  }

  /** Copies the entries of another place with the same dtype. */
  copy(from: Place): void {
    this.#array.set(from.#array);
  }

  /** Copies what a Value holds. */
  hold(storage: Storage): void {
    if (storage instanceof Resident) this.copy(storage.place);
    else this.write(storage instanceof Elsewhere ? storage.fetch() : storage);
  }
}

/** What a Value holds while its numbers lie in the memory of a program. */
export class Resident extends Elsewhere {
  readonly place: Place;
  /** What another program that has copied the numbers knows them by; null when they are others again. */
  mark: object | null = null;

  constructor(place: Place) {
    super();
    this.place = place;
  }

  fetch(): number | TypedArray {
    return this.place.read();
  }
}
