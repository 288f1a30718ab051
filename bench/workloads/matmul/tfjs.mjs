import { tf, useBackend } from "../../peers/tfjs.mjs";
import { matrices, productsOf } from "./data.ts";

export async function start(backend, name) {
  await useBackend(backend);
  const n = Number(name);
  const { a, b } = matrices(n);
  const [x, y] = [tf.tensor(a, [n, n]), tf.tensor(b, [n, n])];
  return () =>
    tf.tidy(() => {
      let product = x;
      for (let i = 0; i < productsOf(n); i++) product = tf.matMul(product, y);
      return tf.sum(tf.square(product)).dataSync()[0];
    });
}
