import { jaxJs, pytorch, tensorflowJs } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** From the start of a process to the gradient of Σ (x · w)² by w, 8 × 8. Ours as users have it: built, in plain Node. */
export const coldStart: Workload = {
  name: "W9",
  title: "cold start to first gradient",
  measures: "launches",
  contestants: [
    { name: "Chainrule, eager", role: "ours", library: "Chainrule", module: module("chainrule.mjs") },
    {
      name: "Chainrule, compiled",
      role: "ours",
      library: "Chainrule",
      module: module("chainrule.mjs"),
      variant: "compiled",
    },
    { name: "empty Node", role: "limit", library: "empty Node", module: module("nothing.mjs") },
    ...pytorch(module("pytorch.py")).slice(0, 1),
    ...jaxJs(module("jaxjs.mjs")),
    ...jaxJs(module("jaxjs.mjs")).map((peer) => ({ ...peer, name: "jax-js, jit", variant: "compiled" })),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm", "cpu"]),
  ],
  targets: [{ ours: "Chainrule, eager", than: "empty Node", plus: 35 }],
};
