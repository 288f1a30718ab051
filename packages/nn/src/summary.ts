import { countOperations, forkRng, noGrad, Value } from "@chainrule/autograd";
import type { Module } from "./module.ts";
import { summaryTable } from "./summaryTable.ts";

/** How many numbers a module holds, with all inside it. What is shared counts once. */
export interface ParameterCount {
  /** Numbers to be trained. */
  readonly trainable: number;
  /** Numbers in frozen parameters and in buffers. */
  readonly fixed: number;
  /** Memory of all these numbers. */
  readonly bytes: number;
}

/** A module in a {@link Summary}. */
export interface ModuleSummary extends ParameterCount {
  /** Where it is found, such as `encoder.0`; empty for the module that was asked about. */
  readonly path: string;
  /** The name of its class. */
  readonly type: string;
  /** How many modules it lies inside of. */
  readonly depth: number;
  /** How often its forward ran. */
  readonly calls: number;
  /** The shapes of the Values that its first forward gave. */
  readonly outputs: readonly (readonly number[])[];
  /** Floating-point operations in all its forwards, with all inside it. */
  readonly operations: number;
}

export interface Summary extends ParameterCount {
  /** The module and all inside it, each once, outer ones first. */
  readonly modules: readonly ModuleSummary[];
  /** Floating-point operations of one forward, as `countOperations` counts them. */
  readonly operations: number;
  /** All this as a table for a terminal of 80 columns. */
  toString(): string;
}

/**
 * What a module consists of, and what it does with the given inputs: all modules inside it with their paths, output shapes,
 * parameters and operations. It calls forward once, in evaluation mode and without gradients, and leaves everything as it
 * was: modes, parameters and buffers, and where generators of random numbers stand.
 */
export function summary<M extends Module>(module: M, ...inputs: Parameters<M["forward"]>): Summary {
  const named = module.namedModules();
  const runs = new Map(named.map(([, part]) => [part, run()]));
  unchanged(module, () => {
    for (const [part, run] of runs) observe(part, run);
    module.eval();
    noGrad(() => forwardOf(module)(...inputs));
  });
  const depths = new Map<string, number>();
  const modules = named.map(([path, part]): ModuleSummary => {
    const depth = path === "" ? 0 : 1 + (depths.get(outerPath(path, depths)) ?? 0);
    depths.set(path, depth);
    return { path, type: part.constructor.name, depth, ...(runs.get(part) as Run), ...countOf(part) };
  });
  const { operations } = modules[0];
  return {
    modules,
    ...countOf(module),
    operations,
    toString: () => summaryTable(modules),
  };
}

/** What one module has done. */
interface Run {
  calls: number;
  operations: number;
  readonly outputs: (readonly number[])[];
}

function run(): Run {
  return { calls: 0, operations: 0, outputs: [] };
}

type Forward = (...inputs: readonly unknown[]) => unknown;

function forwardOf(module: Module): Forward {
  return module.forward.bind(module) as Forward;
}

/** Puts a forward before a module's own that notes what it does. */
function observe(module: Module, run: Run): void {
  const forward = forwardOf(module);
  const value: Forward = (...inputs) => {
    const { result, operations } = countOperations(() => forward(...inputs));
    if (run.calls++ === 0) run.outputs.push(...valuesIn(result).map(({ shape }) => shape));
    run.operations += operations;
    return result;
  };
  Object.defineProperty(module, "forward", { value, configurable: true, writable: true });
}

/** The Values in what a forward gave. */
function valuesIn(output: unknown): Value[] {
  if (output instanceof Value) return [output];
  return typeof output === "object" && output !== null ? Object.values(output).flatMap(valuesIn) : [];
}

/** Calls `f`, which may use the module in any way, and puts all back as it was. */
function unchanged(module: Module, f: () => void): void {
  const modules = module.modules().map((part) => ({
    part,
    training: part.training,
    forward: Object.getOwnPropertyDescriptor(part, "forward"),
  }));
  const leaves = [...module.namedParameters(), ...module.namedBuffers()].map(([, leaf]) => ({
    leaf,
    before: leaf.detach(),
  }));
  try {
    forkRng(f);
  } finally {
    for (const { part, training, forward } of modules) {
      part.training = training;
      if (forward !== undefined) Object.defineProperty(part, "forward", forward);
      else delete (part as Partial<Module>).forward;
    }
    // Only what changed, since graphs through a leaf end with an assignment.
    for (const { leaf, before } of leaves) if (!isSame(leaf, before)) leaf.assign(before);
  }
}

/** Whether all numbers are the same: NaN is itself, and 0 is not −0. */
function isSame(a: Value, b: Value): boolean {
  const [first, second] = noGrad(() => [a.data, b.data]);
  return first.every((x: number, i: number) => Object.is(x, second[i]));
}

/** The path of the innermost of these modules that holds the one at `path`. */
function outerPath(path: string, outer: ReadonlyMap<string, number>): string {
  for (let end = path.lastIndexOf("."); end > 0; end = path.lastIndexOf(".", end - 1)) {
    if (outer.has(path.slice(0, end))) return path.slice(0, end);
  }
  return "";
}

const bytesPerEntry = { float64: 8, float32: 4, int32: 4, bool: 1 };

function countOf(module: Module): ParameterCount {
  const [trained, others] = [module.parameters(), module.buffers()];
  const sum = (leaves: readonly Value[], of: (leaf: Value) => number): number =>
    leaves.reduce((total, leaf) => total + of(leaf), 0);
  return {
    trainable: sum(trained, ({ size }) => size),
    fixed: sum(others, ({ size }) => size),
    bytes: sum([...trained, ...others], ({ size, dtype }) => size * bytesPerEntry[dtype]),
  };
}
