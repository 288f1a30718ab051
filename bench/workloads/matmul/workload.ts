import { chainrule, jaxJs, pytorch, tensorflowJs, threads } from "../../contestants.ts";
import type { Contestant, Workload } from "../../workload.ts";
import { cases } from "./data.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

const peak = (count: 1 | 2): Contestant => ({
  name: `wasm peak, ${count === 1 ? "1 thread" : "2 threads"}`,
  role: "limit",
  library: `wasm peak, ${count === 1 ? "1 thread" : "2 threads"}`,
  module: module("peak.mjs"),
  variant: String(count),
});

const openBlas: Contestant[] = [1, 2].map((count) => ({
  name: `OpenBLAS, ${count === 1 ? "1 thread" : "2 threads"}`,
  role: "peer",
  library: "OpenBLAS",
  module: module("openblas.mjs"),
  environment: threads(1, count),
}));

const onnx: Contestant = {
  name: "onnxruntime-node",
  role: "peer",
  library: "onnxruntime-node",
  module: module("onnxruntime.mjs"),
  variant: "2",
};

const [medium, large] = [
  ["64", "128", "256"],
  ["512", "1024"],
];

/** A chain of products x ← x · b, float32, and the sum of the squares of its end. */
export const matmul: Workload = {
  name: "W5",
  title: "matrix products n × n",
  measures: "steps",
  cases,
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "BLAS", "eager"]),
    peak(2),
    peak(1),
    ...pytorch(module("pytorch.py")),
    ...openBlas,
    onnx,
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["wasm"]),
  ],
  targets: [
    { ours: "Chainrule, 1 thread", cases: medium, than: "wasm peak, 1 thread", times: 1 / 0.7 },
    { ours: "Chainrule, 1 thread", cases: large, than: "wasm peak, 1 thread", times: 1 / 0.85 },
    { ours: "Chainrule, 2 threads", cases: large, than: "wasm peak, 2 threads", times: 1 / 0.8 },
    { ours: "Chainrule, BLAS", cases: ["256", ...large], than: "OpenBLAS", times: 1 / 0.95 },
  ],
};
