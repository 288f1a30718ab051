import {
  type Dtype,
  describeValue,
  isValue,
  type StateDict,
  type StateEntry,
  type Value,
} from "@chainrule/autograd";
import { InvalidFileError, quote } from "./invalidFileError.ts";
import { bytesOf, dtypeOf, type NumberFormat, readNumbers, widthOf } from "./numberFormat.ts";
import { formatHeader, metadataName, parseHeader, type TensorInfo } from "./safetensorsHeader.ts";

/** Options of {@link encodeSafetensors}. */
export interface SafetensorsOptions {
  /** Strings to go with the tensors, such as what they are the weights of. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What is in a safetensors file. */
export interface Safetensors {
  /** In the order of the file; ready for `loadStateDict`, and `tensor(entry.data, entry)` makes a Value of an entry. */
  readonly tensors: StateDict;
  /** The text pairs of the file, none if it has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

// The format, as https://github.com/huggingface/safetensors describes it: 8 bytes with the length of the header, little end
// first; the header, JSON padded with spaces; the numbers of all tensors, little end first, row-major and without gaps.
const lengthBytes = 8;
const maxHeaderBytes = 100_000_000;

/** The dtypes of the format that a Value can hold. */
const formats: Readonly<Record<string, NumberFormat>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  U16: "uint16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
};

/** What each dtype is written as, in the order of the file: wide numbers first, so that all are aligned. */
const written: Readonly<Record<Dtype, string>> = {
  float64: "F64",
  float32: "F32",
  int32: "I32",
  bool: "BOOL",
};
const order = Object.keys(written);

const arrayKinds: Readonly<Record<Dtype, string>> = {
  float64: "Float64Array",
  float32: "Float32Array",
  int32: "Int32Array",
  bool: "Uint8Array",
};

/**
 * The bytes of a safetensors file, which other tools read, too: named Values, or a state dict such as `model.stateDict()`.
 * Equal tensors and metadata give equal bytes, whatever their order.
 * @throws TypeError for anything else; RangeError when the names and shapes need more than the format's 100 MB.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Value | StateEntry>>,
  { metadata = {} }: SafetensorsOptions = {},
): Uint8Array<ArrayBuffer> {
  checkMetadata(metadata);
  const entries = Object.entries(tensors)
    .map(([name, entry]) => ({ name, ...checkEntry(name, entry) }))
    .sort((a, b) => order.indexOf(a.dtype) - order.indexOf(b.dtype) || (a.name < b.name ? -1 : 1));
  let end = 0;
  const infos = entries.map(({ name, dtype, shape, bytes }): TensorInfo => {
    const start = end;
    end += bytes.length;
    return { name, dtype: written[dtype], shape, start, end };
  });
  const json = new TextEncoder().encode(formatHeader({ tensors: infos, metadata }));
  const headerBytes = Math.ceil(json.length / lengthBytes) * lengthBytes;
  if (headerBytes > maxHeaderBytes) {
    throw new RangeError(
      `encodeSafetensors: the header would have ${headerBytes} bytes, but the format allows ${maxHeaderBytes}. Write several files.`,
    );
  }
  const file = new Uint8Array(lengthBytes + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, lengthBytes, lengthBytes + headerBytes);
  file.set(json, lengthBytes);
  let at = lengthBytes + headerBytes;
  for (const { bytes } of entries) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * Reads the bytes of a safetensors file. F64, F32, I32 and BOOL are read as they are, F16 and BF16 as float32; I8, U8, I16,
 * U16 and I64 as int32, I64 only if all numbers fit. Memory is taken for what is there, not for what a header promises.
 * @throws InvalidFileError for anything that is no such file, for other dtypes, and for integers too large.
 */
export function decodeSafetensors(file: Uint8Array | ArrayBuffer): Safetensors {
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  try {
    const { header, numbers } = split(bytes);
    checkOffsets(header.tensors, numbers.length);
    const entries = header.tensors.map((info) => [info.name, readTensor(info, numbers)] as const);
    return { tensors: Object.fromEntries(entries), metadata: header.metadata };
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(`Cannot read this as safetensors: ${error.message}.`, { cause: error });
  }
}

function split(bytes: Uint8Array): { header: ReturnType<typeof parseHeader>; numbers: Uint8Array } {
  if (bytes.length < lengthBytes) {
    throw new InvalidFileError(`it has ${bytes.length} bytes, less than the length of a header takes`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > maxHeaderBytes) {
    throw new InvalidFileError(
      `its first eight bytes say that the header has ${length} bytes, but the format allows ${maxHeaderBytes}`,
    );
  }
  const end = lengthBytes + Number(length);
  if (end > bytes.length) {
    throw new InvalidFileError(`its header ends at byte ${end}, but the file has only ${bytes.length}`);
  }
  const { tensors, metadata } = parseHeader(decodeText(bytes.subarray(lengthBytes, end)));
  const sorted = tensors.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return { header: { tensors: sorted, metadata }, numbers: bytes.subarray(end) };
}

function decodeText(bytes: Uint8Array): string {
  if (bytes[0] !== 0x7b) throw new InvalidFileError('its header does not begin with "{"');
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidFileError("its header is not in UTF-8");
  }
}

/** Throws unless the tensors, one after the other, are all that is there. */
function checkOffsets(tensors: readonly TensorInfo[], available: number): void {
  let expected = 0;
  for (const { name, start, end } of tensors) {
    if (end < start) {
      throw new InvalidFileError(`tensor ${quote(name)} ends at byte ${end}, before its start at ${start}`);
    }
    if (start !== expected) {
      const problem = start < expected ? "overlaps the tensor before it" : "leaves a gap before it";
      throw new InvalidFileError(
        `tensor ${quote(name)} starts at byte ${start} instead of ${expected}: it ${problem}`,
      );
    }
    if (end > available) {
      throw new InvalidFileError(
        `tensor ${quote(name)} ends at byte ${end} behind the header, where there are only ${available}: the file is cut off`,
      );
    }
    expected = end;
  }
  if (expected < available) {
    throw new InvalidFileError(`${available - expected} bytes at its end belong to no tensor`);
  }
}

function readTensor({ name, dtype, shape, start, end }: TensorInfo, numbers: Uint8Array): StateEntry {
  if (!Object.hasOwn(formats, dtype)) {
    throw new InvalidFileError(
      `tensor ${quote(name)} is of dtype ${quote(dtype)}; a Value can hold ${Object.keys(formats).join(", ")}`,
    );
  }
  const format = formats[dtype];
  // In floating point, a product that is too large is only that, and cannot wrap around to one that fits.
  const needed = shape.reduce((product, extent) => product * extent, widthOf(format));
  if (needed !== end - start) {
    throw new InvalidFileError(
      `tensor ${quote(name)} has ${end - start} bytes, but its shape [${shape.slice(0, 20).join(", ")}] of ${dtype} needs ${needed}`,
    );
  }
  try {
    return {
      dtype: dtypeOf(format),
      shape,
      data: readNumbers(format, numbers.subarray(start, end), "little"),
    };
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(`tensor ${quote(name)}: ${error.message}`);
  }
}

function checkEntry(
  name: string,
  entry: Value | StateEntry,
): { dtype: Dtype; shape: readonly number[]; bytes: Uint8Array } {
  checkName(name);
  const isGiven = isValue("encodeSafetensors", entry) || (typeof entry === "object" && entry !== null);
  if (isGiven && Object.hasOwn(written, entry.dtype) && ArrayBuffer.isView(entry.data)) {
    const { dtype, shape } = entry;
    const bytes = bytesOf(entry.data);
    const needed = shape.reduce((product, extent) => product * extent, widthOf(dtype));
    const isOfKind = arrayKinds[dtype] === entry.data[Symbol.toStringTag];
    if (isOfKind && bytes.length === needed) return { dtype, shape, bytes };
  }
  throw new TypeError(
    `encodeSafetensors needs Values, or { dtype, shape, data } as in a state dict; ${quote(name)} is ${describeValue(entry)}.`,
  );
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  for (const [key, text] of Object.entries(metadata)) {
    checkName(key);
    if (typeof text === "string" && !loneSurrogate.test(text)) continue;
    throw new TypeError(
      `encodeSafetensors: metadata are strings, but ${quote(key)} is ${describeValue(text)}. Use String() or JSON.stringify().`,
    );
  }
}

const loneSurrogate = /\p{Surrogate}/u;

function checkName(name: string): void {
  if (name !== metadataName && name !== "__proto__" && !loneSurrogate.test(name)) return;
  throw new TypeError(`encodeSafetensors: ${quote(name)} cannot be a name in a file. Choose another.`);
}
