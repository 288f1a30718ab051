import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

await init();
defaultDevice("wasm");

export const array = (entries, shape) => np.array(entries, { shape });

/** −Σ truth · log softmax / count; the truth as one-hot rows. */
export const crossEntropy = (logits, truth, count) =>
  nn
    .logSoftmax(logits)
    .mul(truth)
    .sum()
    .mul(-1 / count);

/**
 * Steps of one jitted function: loss, gradients and update.
 * @param lossOf of parameters and data; consumes both
 * @param update the new state, of the old one and gradients; consumes both
 */
export function train(lossOf, state, data, update) {
  const step = jit((old, ...inputs) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(old.parameters), ...inputs);
    return [loss, update(old, gradients)];
  });
  let current = state;
  return () => {
    const [loss, next] = step(current, ...data.map((x) => x.ref));
    current = next;
    return loss.dataSync()[0];
  };
}
