import { chainrule, pytorch } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** One node per addition and multiplication, about 64,000 a step. */
export const scalarMlp: Workload = {
  name: "W1",
  title: "scalar MLP 2-16-16-1, 100 points",
  measures: "steps",
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "eager"]),
    ...pytorch(module("pytorch.py")),
    { name: "plain loops", role: "limit", library: "plain loops", module: module("loops.ts") },
    { name: "tape", role: "peer", library: "tape", module: module("tape.ts") },
    {
      name: "closures, marks",
      role: "peer",
      library: "closures, marks",
      module: module("closure.ts"),
      variant: "mark",
    },
    {
      name: "closures, Set",
      role: "peer",
      library: "closures, Set",
      module: module("closure.ts"),
      variant: "set",
    },
    { name: "micrograd", role: "peer", library: "micrograd", module: module("micrograd.py"), isSlow: true },
  ],
  targets: [{ ours: "Chainrule, 1 thread", than: "plain loops", times: 4 }],
};
