import { InvalidFileError, quote } from "./invalidFileError.ts";

/** What the header of an npy file says. */
export interface NpyHeader {
  /** The kind of numbers in NumPy's short form, such as `<f4`: byte order, kind, bytes. */
  readonly descr: string;
  /** Whether the first axis runs fastest, instead of the last. */
  readonly isFortranOrder: boolean;
  readonly shape: readonly number[];
}

/**
 * Reads the Python literal that is the header, as NumPy writes it: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
 * @throws InvalidFileError for anything else.
 */
export function parseNpyHeader(text: string): NpyHeader {
  const fields = new Map<string, string>();
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  let rest = body?.trim() ?? "";
  while (rest !== "") {
    const [entry, key, literal] = entryPattern.exec(rest) ?? [];
    if (entry === undefined || fields.has(key)) fail(rest);
    fields.set(key, literal);
    rest = rest.slice(entry.length);
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => fields.get(key));
  if (fields.size !== 3 || descr === undefined || order === undefined || shape === undefined) fail(text);
  if (!/^['"]/.test(descr)) {
    throw new InvalidFileError(`its numbers are records (${quote(descr)}), which no Value can hold`);
  }
  if ((order !== "True" && order !== "False") || !shape.startsWith("(")) fail(text);
  const extents = shape
    .slice(1, -1)
    .split(",")
    .map((extent) => extent.trim().replace(/L$/, ""));
  if (extents.at(-1) === "") extents.pop();
  if (!extents.every((extent) => /^\d+$/.test(extent))) fail(shape);
  return { descr: descr.slice(1, -1), isFortranOrder: order === "True", shape: extents.map(Number) };
}

/** A header as NumPy writes it. */
export function formatNpyHeader(descr: string, shape: readonly number[]): string {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  return `{'descr': '${descr}', 'fortran_order': False, 'shape': (${extents}), }`;
}

// A key and its literal: a string, a tuple of numbers, a list (of the fields of records) or a word.
const entryPattern = /^\s*['"](\w+)['"]\s*:\s*('[^'\\]*'|"[^"\\]*"|\([^()]*\)|\[.*\]|\w+)\s*(?:,\s*|$)/s;

function fail(text: string): never {
  throw new InvalidFileError(`its header cannot be understood at ${quote(text)}`);
}
