import type { Value } from "@chainrule/autograd";
import { compile, ready, setThreads } from "@chainrule/wasm";
import { Absent } from "./absent.ts";
import type { EngineName } from "./contestants.ts";
import type { Step } from "./workload.ts";

/** The function as this engine runs it: every contestant of ours is the same program, run in one way or another. */
export async function prepare<Args extends readonly unknown[]>(
  engine: string,
  f: (...args: Args) => Value,
  ...args: Args
): Promise<Step> {
  const step = await engines[engine as EngineName](f);
  return () => step(...args).item();
}

type Engine = <Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
) => Promise<(...args: Args) => Out>;

const engines: Record<EngineName, Engine> = {
  eager: async (f) => f,
  "1 thread": (f) => compileFor(1, f),
  "2 threads": (f) => compileFor(2, f),
  BLAS: async (f) => {
    const { description } = await import("@chainrule/blas");
    if (description === null) throw new Absent("no BLAS was found: apt-get install libopenblas0");
    return compileFor(2, f);
  },
};

async function compileFor<Args extends readonly unknown[], Out>(
  threads: 1 | 2,
  f: (...args: Args) => Out,
): Promise<(...args: Args) => Out> {
  setThreads(threads);
  if ((await ready()) < threads) throw new Absent("threads of WebAssembly are not to be had here");
  return compile(f);
}
