import { nn, numpy as np, tree } from "@jax-js/jax";
import { oneHot } from "../../data.ts";
import { array, crossEntropy, train } from "../../peers/jaxjs.mjs";
import * as model from "./data.ts";

const { vocabulary, context, batchSize, width, heads, inner, learningRate, weightDecay } = model;
const size = width / heads;

export function start() {
  const linear = (weight, inputs, outputs) => ({
    weight: array(weight, [inputs, outputs]),
    bias: np.zeros([outputs]),
  });
  const norm = () => ({ weight: np.ones([width]), bias: np.zeros([width]) });
  const parameters = {
    tokens: array(model.tokenVectors, [vocabulary, width]),
    places: array(model.placeVectors, [context, width]),
    blocks: model.blocks.map(({ attention, projection, up, down }) => ({
      norm1: norm(),
      attention: linear(attention, width, 3 * width),
      projection: linear(projection, width, width),
      norm2: norm(),
      up: linear(up, width, inner),
      down: linear(down, inner, width),
    })),
    norm: norm(),
    head: array(model.head, [width, vocabulary]),
  };
  const data = [
    array(oneHot(model.tokens, vocabulary), [batchSize * context, vocabulary]),
    array(oneHot(model.nextTokens, vocabulary), [batchSize * context, vocabulary]),
    array(model.mask, [context, context]),
  ];
  const zeros = () => tree.map((p) => np.zeros(p.shape), parameters);
  const one = () => array(Float32Array.of(1), [1]);
  const state = { parameters, first: zeros(), second: zeros(), power1: one(), power2: one() };
  return train(lossOf, state, data, adamW);
}

function lossOf(parameters, tokens, nextTokens, mask) {
  let x = np.matmul(tokens, parameters.tokens).reshape([batchSize, context, width]).add(parameters.places);
  x = x.reshape([batchSize * context, width]);
  for (const block of parameters.blocks) {
    x = x.ref.add(
      linear(attend(linear(normalize(x, block.norm1), block.attention), mask.ref), block.projection),
    );
    x = x.ref.add(linear(nn.gelu(linear(normalize(x, block.norm2), block.up)), block.down));
  }
  mask.dispose();
  const logits = np.matmul(normalize(x, parameters.norm), parameters.head);
  return crossEntropy(logits, nextTokens, batchSize * context);
}

const linear = (x, { weight, bias }) => np.matmul(x, weight).add(bias);

function normalize(x, { weight, bias }) {
  const centered = x.ref.sub(x.mean(-1, { keepdims: true }));
  const variance = np.square(centered.ref).mean(-1, { keepdims: true });
  return centered
    .div(np.sqrt(variance.add(1e-5)))
    .mul(weight)
    .add(bias);
}

function attend(x, mask) {
  const parts = x.reshape([batchSize, context, 3, heads, size]).transpose([2, 0, 3, 1, 4]);
  const queries = parts.ref.slice(0);
  const keys = parts.ref.slice(1);
  const values = parts.slice(2);
  const scores = np.matmul(queries, keys.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(size));
  return np
    .matmul(nn.softmax(scores.add(mask), -1), values)
    .transpose([0, 2, 1, 3])
    .reshape([batchSize * context, width]);
}

/** The corrections of the averages come from powers that are carried along. */
function adamW(old, gradients) {
  const power1 = old.power1.mul(0.9);
  const power2 = old.power2.mul(0.999);
  const first = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), old.first, tree.ref(gradients));
  const second = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), old.second, gradients);
  const correction1 = np.reciprocal(power1.ref.mul(-1).add(1));
  const correction2 = np.reciprocal(power2.ref.mul(-1).add(1));
  const parameters = tree.map(
    (p, m, v) =>
      p.mul(1 - learningRate * weightDecay).sub(
        m
          .mul(correction1.ref)
          .mul(learningRate)
          .div(np.sqrt(v.mul(correction2.ref)).add(1e-8)),
      ),
    old.parameters,
    tree.ref(first),
    tree.ref(second),
  );
  correction1.dispose();
  correction2.dispose();
  return { parameters, first, second, power1, power2 };
}
