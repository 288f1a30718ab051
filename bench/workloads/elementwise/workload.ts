import { chainrule, jaxJs, pytorch, tensorflowJs } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** Nothing but entrywise operations, so that it counts how often memory is read and written. */
export const elementwise: Workload = {
  name: "W6",
  title: "Σ tanh(a · b + c) · sigmoid(a), a million entries, and its gradients",
  measures: "steps",
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "eager"]),
    ...pytorch(module("pytorch.py")),
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm"]),
  ],
  targets: [{ ours: "Chainrule, 2 threads", than: "PyTorch", times: 0.5 }],
};
