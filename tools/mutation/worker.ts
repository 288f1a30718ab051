import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { mutatedFiles } from "./files.ts";
import { instrument, type Mutant } from "./instrument.ts";

/*
 * Loads the package with all mutants built in, then tries one after another: which check of the op concerned, or else of
 * any op, notices it?
 */

const mutants: Mutant[] = [];
const sources = new Map<string, string>();
for (const { url, name, shared } of mutatedFiles()) {
  const found = instrument(name, readFileSync(fileURLToPath(url), "utf8"), mutants.length, shared);
  sources.set(url, stripTypeScriptTypes(found.code));
  mutants.push(...found.mutants);
}

registerHooks({
  load(url, context, next) {
    const source = sources.get(url);
    return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
  },
});

const { checksOf } = await import("./checks.ts");
const active = globalThis as { activeMutant?: number };

/** The check that fails while the mutant is active; undefined when none does. */
function killer(mutant: Mutant): string | undefined {
  for (const { name, run } of checksOf(mutant)) {
    active.activeMutant = mutant.id;
    try {
      run();
    } catch (error) {
      return `${name}: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      active.activeMutant = -1;
    }
  }
  return undefined;
}

const { ids } = workerData as { ids: readonly number[] | null };
if (ids === null) {
  // Without a mutant nothing may fail.
  const failure = killer({ ...mutants[0], id: -1 });
  if (failure !== undefined) throw new Error(`The package itself does not pass: ${failure}`);
  parentPort?.postMessage(mutants);
} else {
  for (const id of ids) {
    parentPort?.postMessage({ id });
    parentPort?.postMessage({ id, killedBy: killer(mutants[id]) ?? null });
  }
}
