import { InvalidFileError, quote } from "./invalidFileError.ts";

/** What a header says of one tensor. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** From which byte behind the header up to and without which. */
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly tensors: readonly TensorInfo[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The name that stands for the metadata, so no tensor can have it. */
export const metadataName = "__metadata__";

/** The JSON text of a header. Written by hand, since an object would put names that are integers first. */
export function formatHeader({ tensors, metadata }: Header): string {
  const entries = tensors.map(({ name, dtype, shape, start, end }): [string, unknown] => [
    name,
    { dtype, shape, data_offsets: [start, end] },
  ]);
  if (Object.keys(metadata).length > 0) entries.unshift([metadataName, metadata]);
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`;
}

/**
 * Reads the JSON text of a header, and nothing else that JSON can say: a general parser would keep the last of several
 * entries with one name, take 1e3 and 1.0 for integers, and build whatever a hostile file nests.
 * @throws InvalidFileError for anything that is no header.
 */
export function parseHeader(text: string): Header {
  const scanner = new Scanner(text);
  const tensors: TensorInfo[] = [];
  let metadata: Record<string, string> = {};
  scanner.record((name) => {
    if (name === metadataName) metadata = readMetadata(scanner);
    else tensors.push(readTensor(scanner, name));
  });
  scanner.expectEnd();
  return { tensors, metadata };
}

function readMetadata(scanner: Scanner): Record<string, string> {
  const entries: [string, string][] = [];
  scanner.record((key) => entries.push([key, scanner.string()]));
  return Object.fromEntries(entries);
}

function readTensor(scanner: Scanner, name: string): TensorInfo {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  scanner.record((field) => {
    if (field === "dtype") dtype = scanner.string();
    else if (field === "shape") shape = scanner.integers();
    else if (field === "data_offsets") offsets = scanner.integers();
    else throw new InvalidFileError(`tensor ${quote(name)} has an unknown field ${quote(field)}`);
  });
  if (dtype === undefined || shape === undefined || offsets?.length !== 2) {
    throw new InvalidFileError(`tensor ${quote(name)} needs a dtype, a shape and two data_offsets`);
  }
  return { name, dtype, shape, start: offsets[0], end: offsets[1] };
}

/** Reads a text piece by piece, from where the last piece ended. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Calls `readEntry` with each key when its value comes next. */
  record(readEntry: (key: string) => void): void {
    const seen = new Set<string>();
    this.#expect("{");
    if (this.#take("}")) return;
    do {
      const key = this.string();
      if (seen.has(key)) throw new InvalidFileError(`the name ${quote(key)} comes twice`);
      if (key === "__proto__") throw new InvalidFileError(`the name ${quote(key)} is not allowed`);
      seen.add(key);
      this.#expect(":");
      readEntry(key);
    } while (this.#take(","));
    this.#expect("}");
  }

  integers(): number[] {
    const list: number[] = [];
    this.#expect("[");
    if (this.#take("]")) return list;
    do list.push(this.#integer());
    while (this.#take(","));
    this.#expect("]");
    return list;
  }

  string(): string {
    this.#skipSpace();
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail("a string");
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end === -1) this.#fail("a string that ends");
    } while (this.#isEscaped(end));
    this.#at = end + 1;
    const string = parseString(this.#text.slice(start, end + 1));
    if (string === null || /\p{Surrogate}/u.test(string)) {
      this.#at = start;
      this.#fail("a string in proper JSON");
    }
    return string;
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail("nothing more");
  }

  #integer(): number {
    this.#skipSpace();
    digits.lastIndex = this.#at;
    const [found] = digits.exec(this.#text) ?? [""];
    if (found === "" || !Number.isSafeInteger(Number(found))) this.#fail("an integer from 0 to 2^53 - 1");
    this.#at += found.length;
    return Number(found);
  }

  /** Whether there is an odd number of backslashes in front. */
  #isEscaped(at: number): boolean {
    let first = at;
    while (this.#text[first - 1] === "\\") first--;
    return (at - first) % 2 === 1;
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) this.#fail(`"${character}"`);
  }

  #skipSpace(): void {
    while (" \n\r\t".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #fail(what: string): never {
    const found = this.#at < this.#text.length ? quote(this.#text.slice(this.#at, this.#at + 20)) : "its end";
    throw new InvalidFileError(`the header needs ${what} at character ${this.#at}, but there is ${found}`);
  }
}

// Not more digits than a safe integer has, and none of what makes a number no integer behind them.
const digits = /(?:0|[1-9]\d{0,15})(?![\d.eE])/y;

function parseString(text: string): string | null {
  try {
    return JSON.parse(text) as string;
  } catch {
    return null;
  }
}
