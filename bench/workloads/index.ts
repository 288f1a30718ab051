import type { Workload } from "../workload.ts";
import { coldStart } from "./coldStart/workload.ts";
import { mlp } from "./mlp/workload.ts";
import { scalarMlp } from "./scalarMlp/workload.ts";

export const workloads: readonly Workload[] = [coldStart, scalarMlp, mlp];
