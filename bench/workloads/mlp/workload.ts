import { chainrule, jaxJs, pytorch, tensorflowJs } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";
import { operations, shapes } from "./data.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** Cross-entropy and SGD in float32, always on the same batch. */
export const mlp: Workload = {
  name: "W2",
  title: "MLP 784-128-10, batch 64",
  measures: "steps",
  cases: [{ name: "W2", operations: operations(shapes.W2) }],
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "BLAS", "eager"]),
    ...pytorch(module("pytorch.py")),
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm", "cpu"]),
  ],
  targets: [
    { ours: "Chainrule, 2 threads", than: "PyTorch", times: 0.9 },
    { ours: "Chainrule, BLAS", than: "PyTorch", times: 0.5 },
  ],
};

export const wideMlp: Workload = {
  name: "W2b",
  title: "MLP 784-512-512-10, batch 128",
  measures: "steps",
  cases: [{ name: "W2b", operations: operations(shapes.W2b) }],
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "BLAS", "eager"]),
    ...pytorch(module("pytorch.py")),
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm"]),
  ],
  targets: [
    { ours: "Chainrule, 2 threads", than: "PyTorch", times: 1.2 },
    { ours: "Chainrule, BLAS", than: "PyTorch", times: 1.05 },
  ],
};

/** The most memory that a process holds while it trains W2. */
export const memory: Workload = {
  name: "W10",
  title: "peak memory of 2,000 steps of W2",
  measures: "memory",
  mostRounds: 3,
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "eager"]),
    ...pytorch(module("pytorch.py")).slice(0, 1),
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm"]),
    { name: "empty Node", role: "limit", library: "empty Node", module: module("nothing.ts") },
  ],
  targets: [{ ours: "Chainrule, 2 threads", than: "empty Node", plus: 60 }],
};
