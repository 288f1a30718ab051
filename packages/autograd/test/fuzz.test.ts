import { type AnyOp, Generator, type OpName, registry } from "@chainrule/autograd";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawArgs } from "../src/testing/draw.ts";
import { samplesOf } from "../src/testing/samples.ts";
import { corrupted } from "./fuzz/junk.ts";
import { type Call, complaint, soundValues } from "./fuzz/outcome.ts";
import type { Result } from "./fuzz/signatures/call.ts";
import { signatures } from "./fuzz/signatures/index.ts";

/*
 * Calls that are right give the documented shape and dtype. Calls that are wrong throw an error that names the op and says
 * what is needed; they never fail somewhere inside, and never return what is no proper Value. CHAINRULE_FUZZ_RUNS=10000 looks
 * longer, CHAINRULE_FUZZ_SEED elsewhere.
 */

const numRuns = Number(process.env.CHAINRULE_FUZZ_RUNS ?? 60);
const seed = Number(process.env.CHAINRULE_FUZZ_SEED ?? 1);
const options = { numRuns, seed };

function fromSamples(op: AnyOp): fc.Arbitrary<{ args: readonly unknown[] }> {
  const samples = samplesOf(op);
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
