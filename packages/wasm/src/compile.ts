import { describeValue, getDefaultDtype, Value } from "@chainrule/autograd";
import {
  hasValues,
  isFollowed,
  isRecording,
  keepStates,
  leavesOf,
  type Program,
  partsOf,
  record,
} from "@chainrule/autograd/engine";
import { Executable } from "./execute.ts";
import { interpret } from "./interpret.ts";
import { threadCount } from "./threads/threads.ts";
import { webAssembly } from "./webAssembly.ts";

/** Options of {@link compile}. */
export interface CompileOptions {
  /** How many programs to keep, for calls that differ in shapes, dtypes or settings; 16 when absent. */
  readonly cacheSize?: number;
}

/** A function that runs from its recording. */
export interface Compiled<Args extends readonly unknown[], Out> {
  (...args: Args): Out;
  /** Forgets all programs and gives their memory back. Leaves keep their numbers; the next call records anew. */
  clear(): void;
}

/**
 * `f`, recorded at its first call and for each new kind of call, and run from the recording from then on. Inside, leaves
 * outside are read and assigned as ever: parameters, running statistics, what an optimizer or a generator keeps.
 *
 * `f` must compute with ops: a number that it reads would stay the same for ever, so that throws. What else it does, such as
 * printing or counting, happens while recording only.
 */
export function compile<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
  { cacheSize = 16 }: CompileOptions = {},
): Compiled<Args, Out> {
  if (typeof f !== "function") throw new TypeError(`compile needs a function, got ${describeValue(f)}.`);
  let programs: Entry[] = [];
  const identities = new WeakMap<object, number>();
  let objects = 0;

  const identityOf = (object: object): number => {
    const identity = identities.get(object) ?? ++objects;
    identities.set(object, identity);
    return identity;
  };

  /** What of the arguments decides what is recorded. */
  const keyOf = (args: readonly unknown[], values: readonly Value[]): string => {
    const forms = args.map((arg) => formOf(arg, identityOf));
    const kinds = values.map((x) => `${x.dtype}[${x.shape.join()}]${x.requiresGrad ? "*" : ""}`);
    return [getDefaultDtype(), isRecording(), threadCount(), ...forms, ...kinds].join("|");
  };

  const valuesOf = (args: Args): Value[] =>
    args.flatMap((arg) => (hasValues(arg) ? leavesOf("compile", arg) : []));

  /** The program for such arguments, from the cache or new. */
  const find = (args: Args, values: readonly Value[]): Entry => {
    const key = keyOf(args, values);
    const at = programs.findIndex((entry) => entry.key === key && entry.program.isValid());
    const found = at < 0 ? prepare(key, record(f, args, values)) : programs.splice(at, 1)[0];
    programs.unshift(found); // the latest used first
    for (const { executable } of programs.splice(cacheSize)) executable?.close();
    return found;
  };

  const compiled = (...args: Args): Out => {
    const values = valuesOf(args);
    if (asItIs > 0 || isFollowed(values)) return runAsItIs(f, args);
    const found = find(args, values);
    const { program, executable } = found;
    if (program.isAliased(values)) return runAsItIs(f, args);
    keepStates(program.assigned.keys());
    // An op's own forward may call the program that it is part of.
    if (executable === null || executable.isRunning) return interpret(program, values) as Out;
    try {
      return executable.run(values) as Out;
    } finally {
      if (executable.isClosed) programs = programs.filter((entry) => entry !== found);
    }
  };
  const clear = (): void => {
    for (const { executable } of programs) executable?.close();
    programs = [];
  };
  finders.set(compiled, (args) => find(args as Args, valuesOf(args as Args)));
  return Object.assign(compiled, { clear });
}

/** How many compiled functions run as they are right now. Those that they call do too: gradients may flow through them. */
let asItIs = 0;

function runAsItIs<Args extends readonly unknown[], Out>(f: (...args: Args) => Out, args: Args): Out {
  asItIs++;
  try {
    return f(...args);
  } finally {
    asItIs--;
  }
}

/** What finds the program of a compiled function for its arguments. */
const finders = new WeakMap<object, (args: readonly unknown[]) => Entry>();

/** The program of a compiled function for such arguments, recorded if need be; undefined of any other function. */
export function programFor(compiled: object, args: readonly unknown[]): Entry | undefined {
  return finders.get(compiled)?.(args);
}

/** A program, for arguments of one kind. */
export interface Entry {
  readonly key: string;
  readonly program: Program;
  /** Null where WebAssembly is not allowed: the program runs call by call. */
  readonly executable: Executable | null;
}

function prepare(key: string, program: Program): Entry {
  const engine = webAssembly();
  return { key, program, executable: engine && new Executable(program, engine) };
}

/** The form of an argument: arrays and records down to Values, numbers, texts and other objects, of which identity counts. */
function formOf(
  arg: unknown,
  identityOf: (object: object) => number,
  around: readonly object[] = [],
): string {
  if (arg instanceof Value) return "v";
  if (typeof arg === "string") return JSON.stringify(arg);
  if (Object.is(arg, -0)) return "-0";
  if (typeof arg === "bigint") return `${arg}n`;
  if ((typeof arg !== "object" || arg === null) && typeof arg !== "function") return String(arg);
  const parts = around.includes(arg) ? null : partsOf(arg);
  if (parts === null) return `#${identityOf(arg)}`;
  const path = [...around, arg];
  const forms = parts.map(([key, part]) => `${JSON.stringify(key)}:${formOf(part, identityOf, path)}`);
  return Array.isArray(arg) ? `[${forms.join()}]` : `{${forms.join()}}`;
}
