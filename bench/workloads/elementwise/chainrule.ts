import { tensor, type Value } from "@chainrule/autograd";
import { prepare } from "../../engine.ts";
import type { Step } from "../../workload.ts";
import * as data from "./data.ts";

export function start(engine: string): Promise<Step> {
  const [a, b, c] = [data.a, data.b, data.c].map((entries): Value => tensor(entries, { requiresGrad: true }));
  return prepare(engine, () => {
    for (const x of [a, b, c]) x.grad = null;
    const sum = a.mul(b).add(c).tanh().mul(a.sigmoid()).sum();
    sum.backward();
    return sum;
  });
}
