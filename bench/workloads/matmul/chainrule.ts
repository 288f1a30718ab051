import { tensor } from "@chainrule/autograd";
import { prepare } from "../../engine.ts";
import type { Step } from "../../workload.ts";
import { matrices, productsOf } from "./data.ts";

export function start(engine: string, name: string): Promise<Step> {
  const n = Number(name);
  const { a, b } = matrices(n);
  const [x, y] = [tensor(a, { shape: [n, n] }), tensor(b, { shape: [n, n] })];
  return prepare(engine, () => {
    let product = x;
    for (let i = 0; i < productsOf(n); i++) product = product.matmul(y);
    return product.square().sum();
  });
}
