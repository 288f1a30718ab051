// A first gradient, for someone who installed @chainrule/autograd alone.
import { AnomalyError, detectAnomaly, grad, tensor, type Value } from "@chainrule/autograd";
import * as testing from "@chainrule/autograd/testing";

const slope: Value = grad((x: Value) => x.mul(x).sum())(tensor([1, 2, 3]));
const found = JSON.stringify(slope.toArray());
if (found !== "[2,4,6]")
  throw new Error(`the gradient of the sum of squares at [1, 2, 3] came out as ${found}`);
if (Object.keys(testing).length === 0) throw new Error("@chainrule/autograd/testing exports nothing");

// The line that an anomaly is blamed on is this program's, in a bundle as well: the one that this function says it is.
const lineOf = (error: Error): string => /:(\d+):\d+\)?$/m.exec(error.stack ?? "")?.[1] ?? "none";
const anomalyAt = (f: () => unknown): string => {
  try {
    detectAnomaly(f);
  } catch (error) {
    if (error instanceof AnomalyError) return String(error.places[0]?.line);
    throw error;
  }
  return "nowhere";
};
const zero = tensor([0, 1], { requiresGrad: true });
const lines: string[][] = [];
lines.push([lineOf(new Error("forward")), anomalyAt(() => zero.log())]);
lines.push([lineOf(new Error("backward")), anomalyAt(() => zero.sqrt().sum().backward())]);
for (const [expected, blamed] of lines)
  if (expected !== blamed) throw new Error(`the anomaly was on line ${expected}, blamed was ${blamed}`);
