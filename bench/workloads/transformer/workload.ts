import { chainrule, jaxJs, pytorch, tensorflowJs } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** A transformer of characters: two blocks of width 128 with four heads and a context of 64, cross-entropy, AdamW. */
export const transformer: Workload = {
  name: "W4",
  title: "character transformer, 2 blocks of 128, batch 8 × 64",
  measures: "steps",
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "BLAS"]),
    ...chainrule(module("chainrule.ts"), ["eager"]).map((eager) => ({ ...eager, isSlow: true })),
    ...pytorch(module("pytorch.py")),
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm"], { isSlow: true }),
  ],
  targets: [
    { ours: "Chainrule, 2 threads", than: "PyTorch", times: 0.8 },
    { ours: "Chainrule, BLAS", than: "PyTorch", times: 0.6 },
  ],
};
