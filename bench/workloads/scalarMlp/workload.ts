import type { Workload } from "../../workload.ts";

/** One node per addition and multiplication, about 64,000 a step. */
export const scalarMlp: Workload = {
  name: "W1",
  title: "scalar MLP 2-16-16-1, 100 points",
  timed: "step",
  ours: { name: "chainrule", module: new URL("chainrule.ts", import.meta.url) },
  peers: [
    {
      name: "js-closure",
      module: new URL("closure.ts", import.meta.url),
      variant: "set",
      target: 3,
    },
    { name: "js-closure mark", module: new URL("closure.ts", import.meta.url), variant: "mark" },
  ],
};
