import type { Workload } from "../workload.ts";
import { cnn } from "./cnn/workload.ts";
import { coldStart } from "./coldStart/workload.ts";
import { elementwise } from "./elementwise/workload.ts";
import { growth } from "./growth/workload.ts";
import { matmul } from "./matmul/workload.ts";
import { memory, mlp, wideMlp } from "./mlp/workload.ts";
import { scalarMlp } from "./scalarMlp/workload.ts";
import { size } from "./size/workload.ts";
import { transformer } from "./transformer/workload.ts";

export const workloads: readonly Workload[] = [
  scalarMlp,
  mlp,
  wideMlp,
  cnn,
  transformer,
  matmul,
  elementwise,
  coldStart,
  size,
  memory,
  growth,
];
