import type { Workload } from "../../workload.ts";

/** Cross-entropy and SGD in float32, eagerly, always on the same batch. */
export const mlp: Workload = {
  name: "W2",
  title: "MLP 784-128-10, batch 64",
  timed: "step",
  ours: { name: "chainrule", module: new URL("chainrule.ts", import.meta.url) },
  peers: [
    { name: "tfjs wasm", module: new URL("tfjs.mjs", import.meta.url), variant: "wasm", target: 1 },
    { name: "tfjs cpu", module: new URL("tfjs.mjs", import.meta.url), variant: "cpu" },
  ],
};
