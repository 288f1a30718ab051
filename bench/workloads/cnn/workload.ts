import { chainrule, jaxJs, pytorch, tensorflowJs } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** Cross-entropy and SGD with momentum. The wasm backend of TensorFlow.js lacks the gradient of a convolution by its kernel. */
export const cnn: Workload = {
  name: "W3",
  title: "CNN with two convolutions, 28 × 28, batch 32",
  measures: "steps",
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "eager"]),
    ...pytorch(module("pytorch.py")),
    ...jaxJs(module("jaxjs.mjs")),
    ...tensorflowJs(module("tfjs.mjs"), ["cpu"], { isSlow: true }),
  ],
  targets: [{ ours: "Chainrule, 2 threads", than: "PyTorch", times: 0.5 }],
};
