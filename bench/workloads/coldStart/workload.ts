import type { Workload } from "../../workload.ts";

/** From the start of a process to the gradient of Σ (x · w)² by w, 8 × 8. Ours as users have it: built, in plain Node. */
export const coldStart: Workload = {
  name: "W0",
  title: "cold start to first gradient",
  timed: "launch",
  ours: { name: "chainrule", module: new URL("chainrule.mjs", import.meta.url) },
  peers: ["wasm", "cpu"].map((backend) => ({
    name: `tfjs ${backend}`,
    module: new URL("tfjs.mjs", import.meta.url),
    variant: backend,
  })),
};
