import { chainrule, pytorch } from "../../contestants.ts";
import type { Workload } from "../../workload.ts";
import { cases } from "./data.ts";

const module = (file: string): URL => new URL(file, import.meta.url);

/** How the time of a step grows, and that of the first one, in which a program is compiled. */
export const growth: Workload = {
  name: "growth",
  title: "how cost grows",
  measures: "steps",
  mostRounds: 3,
  cases,
  contestants: [
    ...chainrule(module("chainrule.ts"), ["2 threads", "1 thread", "eager"]),
    ...pytorch(module("pytorch.py")),
  ],
};
