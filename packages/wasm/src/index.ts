import { useEntrywise, useMultiplier } from "@chainrule/autograd/engine";
import { computeEntries, LEAST } from "./eager/entrywise.ts";
import { multiply } from "./eager/multiplier.ts";

export { type Compiled, type CompileOptions, compile } from "./compile.ts";
export { inspect } from "./inspect.ts";
export { ready, setThreads } from "./threads/threads.ts";

// Importing the package switches the engine on, for eager code too.
useMultiplier(multiply);
useEntrywise(computeEntries, LEAST);
