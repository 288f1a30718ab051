import { concat, type Value } from "@chainrule/autograd";
import type { Task } from "./dataSets.ts";

/** x₁, x₂ and what is to be said there as a color, −1 to 1, of point after point. */
export function pointsWithTargets(points: Value, targets: Value, task: Task): Float32Array<ArrayBuffer> {
  const colors = task === "classification" ? targets.mul(2).sub(1) : targets;
  return Float32Array.from(concat([points, colors], 1).data);
}
