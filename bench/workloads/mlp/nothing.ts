import type { Step } from "../../workload.ts";

/** Nothing at all: how much memory Node itself takes. */
export function start(): Step {
  return () => 0;
}
