import { checkValue, type Dtype, type TypedArray, tensor, type Value } from "@chainrule/autograd";
import { InvalidFileError, quote } from "./invalidFileError.ts";
import { formatNpyHeader, type NpyHeader, parseNpyHeader } from "./npyHeader.ts";
import { type ByteOrder, bytesOf, dtypeOf, type NumberFormat, readNumbers, widthOf } from "./numberFormat.ts";

// The format, as NumPy Enhancement Proposal 1 describes it: 6 magic bytes, two of the version, the length of the header (two
// bytes, four since version 2.0), the header, and the numbers.
const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
const alignment = 64;
/** As much as NumPy reads of a file that nobody vouches for. */
const maxHeaderBytes = 10_000;

/** NumPy's kinds of numbers that a Value can hold. */
const formats: Readonly<Record<string, NumberFormat>> = {
  b1: "bool",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** What each dtype is written as. */
const written: Readonly<Record<Dtype, string>> = {
  float32: "<f4",
  float64: "<f8",
  int32: "<i4",
  bool: "|b1",
};

/** The bytes of a file that `numpy.load` reads: version 1.0, little end first, row-major. */
export function encodeNpy(x: Value): Uint8Array<ArrayBuffer> {
  const { dtype, shape, data } = checkValue("encodeNpy", x);
  const numbers = bytesOf(data as TypedArray);
  const header = new TextEncoder().encode(formatNpyHeader(written[dtype], shape));
  const start = magic.length + 4;
  const end = Math.ceil((start + header.length + 1) / alignment) * alignment;
  const file = new Uint8Array(end + numbers.length).fill(0x20, start, end);
  file.set(magic);
  file[magic.length] = 1;
  new DataView(file.buffer).setUint16(magic.length + 2, end - start, true);
  file.set(header, start);
  file[end - 1] = 0x0a;
  file.set(numbers, end);
  return file;
}

/**
 * Reads the bytes of a file that `numpy.save` wrote: versions 1.0 to 3.0, either byte order, rows or columns first. Bools, 4- and
 * 8-byte floats and 4-byte integers are read as they are, 2-byte floats as float32, 1-, 2- and 8-byte integers as int32, the
 * last only if all numbers fit.
 * @throws InvalidFileError for anything that is no such file, and for other kinds: unsigned 4- and 8-byte integers, complex
 * numbers, text, records and Python objects.
 */
export function decodeNpy(file: Uint8Array | ArrayBuffer): Value {
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(`Cannot read this as npy: ${error.message}.`, { cause: error });
  }
}

function read(bytes: Uint8Array): Value {
  const { header, numbers } = split(bytes);
  const { format, order } = readKind(header.descr);
  const { shape, isFortranOrder } = header;
  const needed = shape.reduce((product, extent) => product * extent, widthOf(format));
  if (needed !== numbers.length) {
    throw new InvalidFileError(
      `its shape [${shape.slice(0, 20).join(", ")}] of ${header.descr} needs ${needed} bytes, but there are ${numbers.length}`,
    );
  }
  const data = readNumbers(format, numbers, order);
  const dtype = dtypeOf(format);
  if (!isFortranOrder) return tensor(data, { dtype, shape });
  // Columns first is rows first of the transpose.
  const axes = shape.map((_, axis) => shape.length - 1 - axis);
  return tensor(data, { dtype, shape: shape.toReversed() }).permute(axes);
}

function split(bytes: Uint8Array): { header: NpyHeader; numbers: Uint8Array } {
  if (bytes.length < magic.length + 4 || magic.some((byte, i) => byte !== bytes[i])) {
    throw new InvalidFileError("it does not begin as such a file does");
  }
  const [major, minor] = bytes.subarray(magic.length);
  if (major < 1 || major > 3 || minor !== 0) {
    throw new InvalidFileError(`it is of version ${major}.${minor}; known are 1.0, 2.0 and 3.0`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = magic.length + (major === 1 ? 4 : 6);
  if (start > bytes.length) throw new InvalidFileError("it ends before its header");
  const length =
    major === 1 ? view.getUint16(magic.length + 2, true) : view.getUint32(magic.length + 2, true);
  if (length > maxHeaderBytes || start + length > bytes.length) {
    throw new InvalidFileError(
      `it says that its header has ${length} bytes, more than ${length > maxHeaderBytes ? `the ${maxHeaderBytes} that are read` : "the file has"}`,
    );
  }
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(
    bytes.subarray(start, start + length),
  );
  return { header: parseNpyHeader(text), numbers: bytes.subarray(start + length) };
}

function readKind(descr: string): { format: NumberFormat; order: ByteOrder } {
  const [, order, kind] = /^([<>=|]?)(\w+)$/.exec(descr) ?? [];
  const isKnown = kind !== undefined && Object.hasOwn(formats, kind);
  const isOrdered = isKnown && (kind.endsWith("1") || order === "<" || order === ">");
  if (isOrdered) return { format: formats[kind], order: order === ">" ? "big" : "little" };
  throw new InvalidFileError(
    `its numbers are of NumPy's kind ${quote(descr)}; a Value can hold ${Object.keys(formats).join(", ")}. Convert them with astype()`,
  );
}
