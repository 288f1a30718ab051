import { describeValue, type StateDict, type StateEntry, saveState } from "@chainrule/autograd";
import { type CheckpointData, formatData, parseData, parseJson } from "./checkpointData.ts";
import { crc32 } from "./crc32.ts";
import { InvalidFileError, quote } from "./invalidFileError.ts";
import { bytesOf } from "./numberFormat.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** What training changes: modules, optimizers, schedules, generators, minibatches, and whatever else has these two. */
export interface Stateful {
  /** A copy of all that is to be saved. */
  stateDict(): StateDict;
  /** Puts back what `stateDict` gave. */
  loadStateDict(state: StateDict): void;
}

/** The parts of a training by their names, without dots: `{ model, optimizer, schedule, batches }`. */
export type Parts = Readonly<Record<string, Stateful>>;

/** What is in a checkpoint. */
export interface Checkpoint {
  /** The state dict of each part. */
  readonly states: Readonly<Record<string, StateDict>>;
  /** What else was saved with it, as JSON holds it. */
  readonly data: Readonly<Record<string, CheckpointData>>;
}

// A checkpoint is a safetensors file: the tensors of each part under its name and a dot, Values among the data as "data.0" and
// so on, and the rest in the metadata.
const format = "chainrule checkpoint 1";
const dataName = "data";

/**
 * One file of all parts of a training as they are now, and of data such as the number of the epoch. It is a safetensors file,
 * so other tools can look into it.
 * @throws TypeError for a part without a state dict, and for data of another kind.
 */
export function encodeCheckpoint(
  parts: Parts,
  data: Readonly<Record<string, unknown>> = {},
): Uint8Array<ArrayBuffer> {
  checkParts("encodeCheckpoint", parts);
  const { json, values } = formatData(data);
  const states = Object.entries(parts).map(([name, part]) => [name, part.stateDict()] as const);
  const valueState = saveState(Object.fromEntries(values.map((x, i) => [i, x])));
  const tensors = Object.fromEntries(
    [...states, [dataName, valueState] as const].flatMap(([part, state]) =>
      Object.entries(state).map(([path, entry]) => [`${part}.${path}`, entry] as const),
    ),
  );
  const names = JSON.stringify(Object.keys(parts));
  const metadata = { format, parts: names, data: json, checksum: checksum(names, json, tensors) };
  return encodeSafetensors(tensors, { metadata });
}

/**
 * Reads a checkpoint, for those who want some of it: `model.loadStateDict(decodeCheckpoint(bytes).states.model)`.
 * @throws InvalidFileError for anything that is no checkpoint or was damaged.
 */
export function decodeCheckpoint(file: Uint8Array | ArrayBuffer): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(file);
  try {
    if (metadata["format"] !== format) {
      const found =
        metadata["format"] === undefined ? "it says no format" : `its format is ${quote(metadata["format"])}`;
      throw new InvalidFileError(`${found} instead of "${format}"`);
    }
    const { parts: names = "", data = "" } = metadata;
    if (metadata["checksum"] !== checksum(names, data, tensors)) {
      throw new InvalidFileError("its checksum is wrong, so it was damaged");
    }
    const groups = groupByPart(readNames(names), tensors);
    const { [dataName]: values, ...states } = groups;
    return { states, data: parseData(data, Object.values(values)) };
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(`Cannot read this as a checkpoint: ${error.message}.`, { cause: error });
  }
}

/**
 * Loads all parts from a checkpoint of the same parts: training then goes on as if it had never stopped, to the last bit. When
 * anything does not fit, all parts stay as they are.
 * @returns the data.
 * @throws InvalidFileError for anything that is no checkpoint; Error for one of other parts, that says what does not fit.
 */
export function restoreCheckpoint(
  file: Uint8Array | ArrayBuffer,
  parts: Parts,
): Readonly<Record<string, CheckpointData>> {
  checkParts("restoreCheckpoint", parts);
  const { states, data } = decodeCheckpoint(file);
  checkSame(Object.keys(states), Object.keys(parts));
  const before: [Stateful, StateDict][] = [];
  for (const [name, part] of Object.entries(parts)) {
    before.push([part, part.stateDict()]);
    try {
      part.loadStateDict(states[name]);
    } catch (error) {
      for (const [touched, state] of before.reverse()) putBack(touched, state);
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `Part ${quote(name)} of this checkpoint does not fit, so nothing was loaded. ${reason}`,
        {
          cause: error,
        },
      );
    }
  }
  return data;
}

function putBack(part: Stateful, state: StateDict): void {
  try {
    part.loadStateDict(state);
  } catch {
    // A part that refuses its own state, too: the others are put back all the same, and the first error is the one to report.
  }
}

function checkParts(what: string, parts: Parts): void {
  for (const [name, part] of Object.entries(parts)) {
    if (name === dataName || name === "" || name.includes(".") || name.startsWith("__")) {
      throw new TypeError(
        `${what}: a part cannot be called ${quote(name)}. Choose another name, without dots.`,
      );
    }
    if (typeof part?.stateDict === "function" && typeof part.loadStateDict === "function") continue;
    throw new TypeError(
      `${what} needs parts with stateDict() and loadStateDict(), but ${quote(name)} is ${describeValue(part)}. Pass numbers, strings and Values as data.`,
    );
  }
}

function checkSame(saved: readonly string[], given: readonly string[]): void {
  const missing = given.filter((name) => !saved.includes(name));
  const unused = saved.filter((name) => !given.includes(name));
  const problems = [
    missing.length > 0 ? [`it has no ${missing.join(", ")}`] : [],
    unused.length > 0 ? [`its ${unused.join(", ")} would be lost`] : [],
  ].flat();
  if (problems.length === 0) return;
  throw new Error(
    `This checkpoint is of ${saved.join(", ") || "no parts"}: ${problems.join(", and ")}. Nothing was loaded. Pass the parts that were saved, or take some out with decodeCheckpoint().`,
  );
}

function readNames(json: string): string[] {
  const names = parseJson(json);
  const isList = Array.isArray(names) && names.every((name) => typeof name === "string");
  if (
    !isList ||
    names.includes(dataName) ||
    names.includes("__proto__") ||
    new Set(names).size < names.length
  ) {
    throw new InvalidFileError("its list of parts makes no sense");
  }
  return names;
}

/** A state dict for each part, and one for the Values among the data, which are in the order of their indices. */
function groupByPart(names: readonly string[], tensors: StateDict): Record<string, StateDict> {
  const groups = new Map([...names, dataName].map((name) => [name, [] as [string, StateEntry][]]));
  for (const [name, entry] of Object.entries(tensors)) {
    const dot = name.indexOf(".");
    const group = dot === -1 ? undefined : groups.get(name.slice(0, dot));
    if (group === undefined) throw new InvalidFileError(`its tensor ${quote(name)} belongs to no part`);
    group.push([name.slice(dot + 1), entry]);
  }
  return Object.fromEntries(Array.from(groups, ([name, entries]) => [name, Object.fromEntries(entries)]));
}

/** Of all that is in the file, whatever its order there. */
function checksum(names: string, data: string, tensors: StateDict): string {
  const entries = Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1));
  const outline = entries.map(([name, { dtype, shape }]) => [name, dtype, shape]);
  let sum = crc32(new TextEncoder().encode(JSON.stringify([format, names, data, outline])));
  for (const [, { data }] of entries) sum = crc32(bytesOf(data), sum);
  return sum.toString(16).padStart(8, "0");
}
