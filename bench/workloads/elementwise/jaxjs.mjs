import { jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { array } from "../../peers/jaxjs.mjs";
import * as data from "./data.ts";

export function start() {
  const inputs = [data.a, data.b, data.c].map((entries) => array(entries, [data.size]));
  const sumOf = (a, b, c) => np.tanh(a.ref.mul(b).add(c)).mul(nn.sigmoid(a)).sum();
  const both = jit((a, b, c) => valueAndGrad(sumOf, { argnums: [0, 1, 2] })(a, b, c));
  return () => {
    const [sum, gradients] = both(...inputs.map((x) => x.ref));
    const result = sum.dataSync()[0];
    for (const gradient of gradients) gradient.dispose();
    return result;
  };
}
