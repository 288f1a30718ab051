import {
  type AnyOp,
  describeValue,
  Generator,
  type OpName,
  registry,
  type Sample,
  Value,
} from "@chainrule/autograd";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawArgs } from "../src/testing/draw.ts";
import { corrupted } from "./fuzz/junk.ts";
import { type Result, signatures } from "./fuzz/signatures.ts";

/*
 * Calls that are right give the documented shape and dtype. Calls that are wrong throw an error that names the op and says
 * what is needed; they never fail somewhere inside, and never return what is no proper Value. CHAINRULE_FUZZ_RUNS=10000 looks
 * longer, CHAINRULE_FUZZ_SEED elsewhere.
 */

const numRuns = Number(process.env.CHAINRULE_FUZZ_RUNS ?? 60);
const seed = Number(process.env.CHAINRULE_FUZZ_SEED ?? 1);
const options = { numRuns, seed };

type Call = (...args: readonly unknown[]) => unknown;

const dtypes: ReadonlySet<unknown> = new Set(["float32", "float64", "int32", "bool"]);

/** The Values that a call returned, each of them sound. */
function soundValues(output: unknown): readonly Value[] {
  const values = output instanceof Value ? [output] : output;
  if (!Array.isArray(values)) throw new Error(`returned ${String(output)}, which is no Value`);
  for (const value of values as unknown[]) {
    if (!(value instanceof Value)) throw new Error(`returned ${String(value)}, which is no Value`);
    const { shape, dtype } = value;
    if (!dtypes.has(dtype)) throw new Error(`returned a Value of dtype ${dtype}`);
    if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0))
      throw new Error(`returned a Value of shape [${shape.join(", ")}]`);
    if (value.size < 1e6 && value.data.length !== value.size)
      throw new Error(`returned ${value.data.length} entries for shape [${shape.join(", ")}]`);
  }
  return values as Value[];
}

const spoken = (arg: unknown): string => {
  if (arg instanceof Value) return `${arg.dtype}[${arg.shape.join(",")}]`;
  if (Array.isArray(arg)) return `[${arg.map(spoken).join(", ")}]`;
  return describeValue(arg);
};

/** Whether an error is one that we wrote: it names the op or says that memory does not suffice, and is a sentence. */
function isDocumented(error: unknown, name: string): boolean {
  if (!(error instanceof Error)) return false;
  const { message } = error;
  const isNamed = new RegExp(`\\b${name}\\b`).test(message) || message.includes("does not fit into memory");
  return isNamed && message.endsWith(".") && !isInternal(message);
}

const isInternal = (message: string): boolean =>
  /Cannot (read|convert|destructure|mix)|is not (a function|iterable|defined|extensible)|undefined \(reading|Invalid (typed )?array length|call stack|object null/.test(
    message,
  );

/** What a user with these arguments sees; a complaint if that is not good enough. */
function complaint(name: string, op: Call, args: readonly unknown[]): string | undefined {
  try {
    soundValues(op(...args));
  } catch (error) {
    if (!isDocumented(error, name))
      return `${name}(${args.map(spoken).join(", ")}): ${error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error)}`;
  }
  return undefined;
}

function fromSamples(op: AnyOp): fc.Arbitrary<{ args: readonly unknown[] }> {
  const samples = (op.samples ?? []) as readonly Sample<readonly unknown[]>[];
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.nat({ max: 1000 }),
      fc.constantFrom("float32" as const, "float64" as const),
    )
    .map(([sample, seed, dtype]) => ({
      args: drawArgs(sample, new Generator(seed), dtype),
    }));
}

describe.each(Object.entries(registry) as [OpName, AnyOp][])("%s", (name, op) => {
  const call = op as unknown as Call;
  const signature = signatures[name];

  it.runIf(signature !== undefined)("gives the documented shape and dtype", () => {
    fc.assert(
      fc.property(signature as NonNullable<typeof signature>, ({ args, result }) => {
        const expected: readonly Result[] = Array.isArray(result) ? result : [result as Result];
        const values = soundValues(call(...args));
        expect(values.map(({ shape, dtype }) => ({ shape: [...shape], dtype }))).toEqual(
          expected.map(({ shape, dtype }) => ({ shape: [...shape], dtype })),
        );
      }),
      options,
    );
  });

  it("gives a sound Value or throws the documented error", () => {
    const calls = (signature ?? fromSamples(op)) as fc.Arbitrary<{ args: readonly unknown[] }>;
    fc.assert(
      fc.property(
        calls.chain(({ args }) => corrupted(args)),
        (args) => {
          const found = complaint(name, call, args);
          if (found !== undefined) throw new Error(found);
        },
      ),
      options,
    );
  });
});
