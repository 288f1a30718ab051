import { describeValue, isValue, type StateEntry, tensor, type Value } from "@chainrule/autograd";
import { InvalidFileError, quote } from "./invalidFileError.ts";

/** What a checkpoint can hold besides the parts of a training: plain data and Values, nested to a depth of 100. */
export type CheckpointData =
  | number
  | string
  | boolean
  | null
  | Value
  | readonly CheckpointData[]
  | { readonly [key: string]: CheckpointData };

const maxDepth = 100;

/** JSON of data, and the Values in it, to which the JSON refers by their index. */
export interface DataText {
  readonly json: string;
  readonly values: readonly Value[];
}

/**
 * Data as JSON. What JSON cannot say is a record with one key that begins with "$": `{"$value":0}`, `{"$number":"NaN"}`. To
 * keys of the data that begin so, another "$" is added.
 * @throws TypeError for what is neither plain data nor a Value.
 */
export function formatData(data: Readonly<Record<string, unknown>>): DataText {
  const values: Value[] = [];
  function format(x: unknown, path: string, depth: number): unknown {
    if (typeof x === "string" || typeof x === "boolean" || x === null) return x;
    if (typeof x === "number") return isInJson(x) ? x : { $number: Object.is(x, -0) ? "-0" : String(x) };
    if (isValue("A checkpoint", x)) return { $value: values.push(x) - 1 };
    if (depth > maxDepth) {
      throw new TypeError(
        `A checkpoint holds data to a depth of ${maxDepth}; ${quote(path)} is deeper, or goes in circles.`,
      );
    }
    if (Array.isArray(x)) return Array.from(x, (item, i) => format(item, `${path}[${i}]`, depth + 1));
    if (isRecord(x) && !Object.hasOwn(x, "__proto__")) {
      const entries = Object.entries(x).map(([key, item]) => {
        const safeKey = key.startsWith("$") ? `$${key}` : key;
        return [safeKey, format(item, `${path}.${key}`, depth + 1)] as const;
      });
      return Object.fromEntries(entries);
    }
    throw new TypeError(
      `A checkpoint holds numbers, strings, booleans, null, Values, and arrays and records of them, but ${quote(path)} is ${describeValue(x)}.`,
    );
  }
  return { json: JSON.stringify(format(data, "data", 0)), values };
}

/**
 * What {@link formatData} has written.
 * @throws InvalidFileError for anything else.
 */
export function parseData(json: string, values: readonly StateEntry[]): Record<string, CheckpointData> {
  function parse(x: unknown, depth: number): CheckpointData {
    if (depth > maxDepth + 1) throw new InvalidFileError("its data are nested too deep");
    if (typeof x !== "object" || x === null) return x as number | string | boolean | null;
    if (Array.isArray(x)) return x.map((item) => parse(item, depth + 1));
    const entries = Object.entries(x);
    const [[key, content] = ["", null]] = entries;
    if (entries.length === 1 && key === "$number" && oddNumbers.has(content)) return Number(content);
    if (entries.length === 1 && key === "$value") return valueAt(content);
    return Object.fromEntries(entries.map(([key, item]) => [plainKey(key), parse(item, depth + 1)]));
  }
  function valueAt(index: unknown): Value {
    const entry = Object.hasOwn(values, String(index)) ? values[Number(index)] : undefined;
    if (entry === undefined)
      throw new InvalidFileError(`its data refer to a Value ${quote(String(index))} that is not there`);
    return tensor(entry.data, entry);
  }
  const data = parse(parseJson(json), 0);
  if (typeof data === "object" && data !== null && isRecord(data))
    return data as Record<string, CheckpointData>;
  throw new InvalidFileError("its data are no record");
}

/** The value of a JSON text. */
export function parseJson(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch (error) {
    throw new InvalidFileError("its metadata are no JSON", { cause: error });
  }
}

const oddNumbers: ReadonlySet<unknown> = new Set(["NaN", "Infinity", "-Infinity", "-0"]);

function isInJson(x: number): boolean {
  return Number.isFinite(x) && !Object.is(x, -0);
}

function plainKey(key: string): string {
  if (!key.startsWith("$")) {
    if (key === "__proto__") throw new InvalidFileError(`its data have the key ${key}`);
    return key;
  }
  if (!key.startsWith("$$")) throw new InvalidFileError(`its data have the key ${quote(key)}`);
  return key.slice(1);
}

/** Whether an object is a plain one, no array and of no class. */
function isRecord(x: unknown): x is object {
  if (typeof x !== "object" || x === null || Array.isArray(x)) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
