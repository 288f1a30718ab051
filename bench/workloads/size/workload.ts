import type { Contestant, Workload } from "../../workload.ts";

const contestant = (name: string, file: string, role: Contestant["role"] = "peer"): Contestant => ({
  name,
  role,
  library: name.replace(",", ""),
  module: new URL(file, import.meta.url),
});

/** `grad` and `matmul` with all they need, bundled for a browser, minified and compressed by gzip. */
export const size: Workload = {
  name: "W9b",
  title: "size of grad and matmul, minified and gzipped",
  measures: "size",
  mostRounds: 1,
  contestants: [
    contestant("Chainrule, core", "chainrule.mjs", "ours"),
    contestant("Chainrule, engine on", "chainruleEngine.mjs", "ours"),
    contestant("Chainrule, compile too", "chainruleCompile.mjs", "ours"),
    contestant("jax-js", "jaxjs.mjs"),
    contestant("TensorFlow.js, wasm", "tfjsWasm.mjs"),
    contestant("TensorFlow.js, cpu", "tfjsCpu.mjs"),
  ],
  targets: [
    { ours: "Chainrule, core", atMost: 45 },
    { ours: "Chainrule, engine on", atMost: 79 },
  ],
};
