import type { Dtype, TypedArray } from "@chainrule/autograd";
import { InvalidFileError } from "./invalidFileError.ts";

/** How files hold numbers, each with what a Value makes of it. */
export type NumberFormat =
  | "bool"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "int64"
  | "float16"
  | "bfloat16"
  | "float32"
  | "float64";

type Bytes = Uint8Array<ArrayBuffer>;

interface Format {
  /** Of one number. */
  readonly bytes: number;
  readonly dtype: Dtype;
  /** The numbers in bytes of this machine's order, which nobody else uses. */
  readonly read: (bytes: Bytes) => TypedArray;
}

const formats: Readonly<Record<NumberFormat, Format>> = {
  bool: { bytes: 1, dtype: "bool", read: checkedBools },
  int8: { bytes: 1, dtype: "int32", read: ({ buffer }) => Int32Array.from(new Int8Array(buffer)) },
  uint8: { bytes: 1, dtype: "int32", read: (bytes) => Int32Array.from(bytes) },
  int16: { bytes: 2, dtype: "int32", read: ({ buffer }) => Int32Array.from(new Int16Array(buffer)) },
  uint16: { bytes: 2, dtype: "int32", read: ({ buffer }) => Int32Array.from(new Uint16Array(buffer)) },
  int32: { bytes: 4, dtype: "int32", read: ({ buffer }) => new Int32Array(buffer) },
  int64: { bytes: 8, dtype: "int32", read: narrowed },
  float16: { bytes: 2, dtype: "float32", read: widenedHalves },
  bfloat16: { bytes: 2, dtype: "float32", read: widenedBrainFloats },
  float32: { bytes: 4, dtype: "float32", read: ({ buffer }) => new Float32Array(buffer) },
  float64: { bytes: 8, dtype: "float64", read: ({ buffer }) => new Float64Array(buffer) },
};

/** How many bytes a number takes. */
export function widthOf(format: NumberFormat): number {
  return formats[format].bytes;
}

/** The dtype that numbers of a format are read as. */
export function dtypeOf(format: NumberFormat): Dtype {
  return formats[format].dtype;
}

/**
 * The numbers in some bytes, which are a multiple of the width; in a copy.
 * @throws InvalidFileError for a number that the dtype cannot hold.
 */
export function readNumbers(format: NumberFormat, bytes: Uint8Array, order: ByteOrder): TypedArray {
  const copy = new Uint8Array(bytes);
  if (order !== orderHere) swap(copy, widthOf(format));
  return formats[format].read(copy);
}

/** The bytes of numbers, little end first: those of the array itself where that is how they lie in memory. */
export function bytesOf(data: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (orderHere === "little") return bytes;
  const { BYTES_PER_ELEMENT: width } = data as TypedArray;
  return swap(new Uint8Array(bytes), width);
}

export type ByteOrder = "little" | "big";

const orderHere: ByteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "little" : "big";

/** Turns each `width` bytes around, in place. */
function swap(bytes: Bytes, width: number): Bytes {
  for (let end = width; end <= bytes.length; end += width) bytes.subarray(end - width, end).reverse();
  return bytes;
}

function checkedBools(bytes: Bytes): Bytes {
  const wrong = bytes.findIndex((byte) => byte > 1);
  if (wrong === -1) return bytes;
  throw new InvalidFileError(`entry ${wrong} is ${bytes[wrong]}, but a bool is 0 or 1`);
}

function narrowed({ buffer }: Bytes): Int32Array<ArrayBuffer> {
  const wide = new BigInt64Array(buffer);
  const narrow = new Int32Array(wide.length);
  for (let i = 0; i < wide.length; i++) {
    if (wide[i] !== BigInt.asIntN(32, wide[i]))
      throw new InvalidFileError(`entry ${i} is ${wide[i]}, too large for int32`);
    narrow[i] = Number(wide[i]);
  }
  return narrow;
}

/** IEEE 754 binary16, whose numbers are all float32 numbers too. */
function widenedHalves({ buffer }: Bytes): Float32Array<ArrayBuffer> {
  const halves = new Uint16Array(buffer);
  const numbers = new Float32Array(halves.length);
  const bits = new Uint32Array(numbers.buffer);
  for (let i = 0; i < halves.length; i++) {
    const sign = (halves[i] & 0x8000) << 16;
    const exponent = (halves[i] >> 10) & 31;
    const fraction = halves[i] & 1023;
    if (exponent === 0) numbers[i] = (sign === 0 ? 1 : -1) * fraction * 2 ** -24;
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  }
  return numbers;
}

/** The upper half of a float32. */
function widenedBrainFloats({ buffer }: Bytes): Float32Array<ArrayBuffer> {
  const halves = new Uint16Array(buffer);
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
