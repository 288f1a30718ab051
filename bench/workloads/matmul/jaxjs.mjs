import { jit, numpy as np } from "@jax-js/jax";
import { array } from "../../peers/jaxjs.mjs";
import { matrices, productsOf } from "./data.ts";

export function start(_, name) {
  const n = Number(name);
  const { a, b } = matrices(n);
  const [x, y] = [array(a, [n, n]), array(b, [n, n])];
  const chain = jit((first, other) => {
    let product = first;
    for (let i = 0; i < productsOf(n); i++) product = np.matmul(product, other.ref);
    other.dispose();
    return np.square(product).sum();
  });
  return () => chain(x.ref, y.ref).dataSync()[0];
}
