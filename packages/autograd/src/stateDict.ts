import { tensor } from "./create.ts";
import { describe } from "./describe.ts";
import type { Dtype, TypedArray } from "./dtype.ts";
import { formatShape, type Shape, sameShape } from "./shape.ts";
import type { Value } from "./value.ts";

/** The numbers of one Value, as plain data. */
export interface StateEntry {
  /** The dtype of the entries. */
  readonly dtype: Dtype;
  /** The shape of the Value. */
  readonly shape: Shape;
  /** The entries, row-major. */
  readonly data: TypedArray;
}

/** A flat record of path to array, such as `encoder.0.weight`: what is saved, loaded, and survives `structuredClone`. */
export type StateDict = Record<string, StateEntry>;

/** A copy of the numbers of the given Values. */
export function saveState(values: Readonly<Record<string, Value>>): StateDict {
  const entries = Object.entries(values).map(([path, value]) => {
    const { dtype, shape } = value;
    return [path, { dtype, shape: [...shape], data: value.array().slice() }] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Assigns to the given Values the numbers that were saved under their paths: to all of them, or, when anything does not
 * fit, to none.
 * @throws Error that lists the missing, unexpected and misshaped entries; of many, the first.
 */
export function loadState(what: string, values: Readonly<Record<string, Value>>, state: StateDict): void {
  if (typeof state !== "object" || state === null)
    throw new TypeError(`loadStateDict needs a state dict, got ${describe(state)}.`);
  const missing = Object.keys(values).filter((path) => !Object.hasOwn(state, path));
  const unexpected = Object.keys(state).filter((path) => !Object.hasOwn(values, path));
  const misfits = Object.entries(values).flatMap(([path, value]) =>
    Object.hasOwn(state, path) ? misfit(path, value, state[path]) : [],
  );
  const problems = [
    missing.length > 0 ? `missing: ${listed(missing)}` : [],
    unexpected.length > 0 ? `unexpected: ${listed(unexpected)}` : [],
    misfits.length > 0 ? `misshaped: ${listed(misfits)}` : [],
  ].flat();
  if (problems.length > 0) {
    throw new Error(`This state dict does not fit ${what}. ${problems.join("; ")}. Nothing was loaded.`);
  }
  for (const [path, value] of Object.entries(values)) {
    const { data, shape, dtype } = state[path];
    value.assign(tensor(data, { shape, dtype }));
  }
}

/** As many as a message needs to show which model it is. */
const MOST_LISTED = 8;

function listed(entries: readonly string[]): string {
  const rest = entries.length - MOST_LISTED;
  return entries.slice(0, MOST_LISTED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** What is wrong with an entry, if anything: whatever passes can be assigned. */
function misfit(path: string, value: Value, entry: StateEntry): string[] {
  if (value.node !== null) return [`${path} (was computed by ${value.node.op.name} and is no leaf)`];
  if (typeof entry !== "object" || entry === null || !Array.isArray(entry.shape)) {
    return [`${path} (is ${describe(entry)} instead of { dtype, shape, data })`];
  }
  if (!ArrayBuffer.isView(entry.data)) {
    return [
      `${path} (its data is ${describe(entry.data)} instead of a ${arrayKinds[value.dtype]}; JSON does not keep typed arrays)`,
    ];
  }
  const kind = entry.data[Symbol.toStringTag];
  const { length } = entry.data;
  if (
    sameShape(value.shape, entry.shape) &&
    value.dtype === entry.dtype &&
    length === value.size &&
    kind === arrayKinds[value.dtype]
  )
    return [];
  return [
    `${path} (needs ${value.dtype} ${formatShape(value.shape)}, got ${entry.dtype} ${formatShape(entry.shape)} with ${length} entries in a ${kind})`,
  ];
}

const arrayKinds: Record<Dtype, string> = {
  float32: "Float32Array",
  float64: "Float64Array",
  int32: "Int32Array",
  bool: "Uint8Array",
};
