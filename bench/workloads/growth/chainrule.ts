import type { Step } from "../../workload.ts";
import { trainMlp } from "../mlp/chainrule.ts";
import { trainScalars } from "../scalarMlp/chainrule.ts";
import { pointsOfCase, shapeOfCase } from "./data.ts";

export function start(engine: string, name: string): Promise<Step> {
  const shape = shapeOfCase(name);
  return shape === null ? trainScalars(engine, pointsOfCase(name)) : trainMlp(engine, shape);
}
