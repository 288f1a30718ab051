import { checkValue, type Value } from "@chainrule/autograd";
import { unzipSync, type Zippable, zipSync } from "fflate";
import { crc32 } from "./crc32.ts";
import { InvalidFileError, quote } from "./invalidFileError.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { zipChecksums } from "./zipChecksums.ts";

/** Options of {@link decodeNpz}. */
export interface NpzOptions {
  /** How many bytes the unpacked arrays may have; 2³⁰ when absent. A zip can promise a thousand times its own size. */
  readonly maxBytes?: number;
}

const extension = ".npy";
/** Of zip, so that equal Values give equal bytes whenever they are written. */
const firstDate = new Date(1980, 0, 1);

/** The bytes of a file that `numpy.load` reads as arrays by their names; not compressed, as from `numpy.savez`. */
export function encodeNpz(values: Readonly<Record<string, Value>>): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const [name, x] of Object.entries(values)) {
    if (name === "__proto__")
      throw new TypeError(`encodeNpz: ${quote(name)} cannot be a name. Choose another.`);
    files[name + extension] = [encodeNpy(checkValue("encodeNpz", x)), { level: 0, mtime: firstDate }];
  }
  return zipSync(files);
}

/**
 * Reads the bytes of a file that `numpy.savez` or `numpy.savez_compressed` wrote.
 * @throws InvalidFileError for anything that is no such file, for arrays that `decodeNpy` refuses, and for more than `maxBytes`.
 */
export function decodeNpz(
  file: Uint8Array | ArrayBuffer,
  { maxBytes = 2 ** 30 }: NpzOptions = {},
): Record<string, Value> {
  const zip = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  const entries = Object.entries(unzip(zip, maxBytes));
  const checksums = zipChecksums(zip);
  if (checksums.size !== entries.length)
    throw new InvalidFileError(
      `Cannot read this as npz: its directory lists ${checksums.size} files, its end ${entries.length}.`,
    );
  const arrays = entries.map(([name, bytes]) => {
    if (checksums.get(name) !== crc32(bytes))
      throw new InvalidFileError(
        `Cannot read this as npz: the checksum of ${quote(name)} does not fit its bytes, which were damaged.`,
      );
    return [name.slice(0, -extension.length), read(name, bytes)] as const;
  });
  return Object.fromEntries(arrays);
}

function unzip(bytes: Uint8Array, maxBytes: number): Record<string, Uint8Array> {
  const seen = new Set<string>();
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize, size, compression }) {
        total += originalSize;
        if (!name.endsWith(extension))
          throw new InvalidFileError(`it holds ${quote(name)}, which is no npy file`);
        if (seen.has(name) || name === `__proto__${extension}`)
          throw new InvalidFileError(`the name ${quote(name)} comes twice or is not allowed`);
        if (total > maxBytes)
          throw new InvalidFileError(
            `its arrays have more than ${maxBytes} bytes; a larger maxBytes allows them`,
          );
        // What deflate can do at most; without compression, nothing.
        if (originalSize > (compression === 0 ? size : 1032 * size) || size > bytes.length)
          throw new InvalidFileError(
            `it promises ${originalSize} bytes of ${quote(name)}, more than can be there`,
          );
        seen.add(name);
        return true;
      },
    });
  } catch (error) {
    const reason = error instanceof InvalidFileError ? error.message : "it is no zip, or a damaged one";
    throw new InvalidFileError(`Cannot read this as npz: ${reason}.`, { cause: error });
  }
}

function read(name: string, bytes: Uint8Array): Value {
  try {
    return decodeNpy(bytes);
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(`${quote(name)}: ${error.message}`, { cause: error });
  }
}
