import { tf, useBackend } from "../../peers/tfjs.mjs";
import * as model from "./data.ts";

const { vocabulary, context, batchSize, width, heads, inner, learningRate, weightDecay } = model;
const size = width / heads;

export async function start(backend) {
  await useBackend(backend);
  const parameters = [];
  const parameter = (entries) => {
    const variable = tf.variable(entries);
    parameters.push(variable);
    return variable;
  };
  const linear = (weight, inputs, outputs) => ({
    weight: parameter(tf.tensor(weight, [inputs, outputs])),
    bias: parameter(tf.zeros([outputs])),
  });
  const norm = () => ({ weight: parameter(tf.ones([width])), bias: parameter(tf.zeros([width])) });
  const tokenVectors = parameter(tf.tensor(model.tokenVectors, [vocabulary, width]));
  const placeVectors = parameter(tf.tensor(model.placeVectors, [context, width]));
  const blocks = model.blocks.map(({ attention, projection, up, down }) => ({
    norm1: norm(),
    attention: linear(attention, width, 3 * width),
    projection: linear(projection, width, width),
    norm2: norm(),
    up: linear(up, width, inner),
    down: linear(down, inner, width),
  }));
  const lastNorm = norm();
  const head = parameter(tf.tensor(model.head, [width, vocabulary]));
  // The wasm backend lacks the gradient of a gather: a product with one-hot rows is the same.
  const tokens = tf.oneHot(tf.tensor1d(model.tokens, "int32"), vocabulary).toFloat();
  const nextTokens = tf.oneHot(tf.tensor1d(model.nextTokens, "int32"), vocabulary).toFloat();
  const mask = tf.tensor(model.mask, [context, context]);

  const lossOf = () => {
    let x = tf.add(tf.matMul(tokens, tokenVectors).reshape([batchSize, context, width]), placeVectors);
    x = x.reshape([batchSize * context, width]);
    for (const { norm1, attention, projection, norm2, up, down } of blocks) {
      x = tf.add(x, affine(attend(affine(normalize(x, norm1), attention), mask), projection));
      x = tf.add(x, affine(gelu(affine(normalize(x, norm2), up)), down));
    }
    return tf.losses.softmaxCrossEntropy(nextTokens, tf.matMul(normalize(x, lastNorm), head));
  };
  const update = adamW(parameters);
  return () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(lossOf, parameters);
      update(grads);
      return value.dataSync()[0];
    });
}

const affine = (x, { weight, bias }) => tf.add(tf.matMul(x, weight), bias);

function normalize(x, { weight, bias }) {
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centered), -1, true);
  return tf.add(tf.mul(tf.mul(centered, tf.rsqrt(tf.add(variance, 1e-5))), weight), bias);
}

/** By tanh. */
function gelu(x) {
  const argument = tf.mul(tf.mul(x, tf.add(tf.mul(tf.square(x), 0.044715), 1)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(argument), 1));
}

function attend(x, mask) {
  const parts = x.reshape([batchSize, context, 3, heads, size]).transpose([2, 0, 3, 1, 4]);
  const [queries, keys, values] = tf.unstack(parts, 0);
  const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(size));
  return tf
    .matMul(tf.softmax(tf.add(scores, mask)), values)
    .transpose([0, 2, 1, 3])
    .reshape([batchSize * context, width]);
}

/** TensorFlow.js has Adam, but not with weights that decay. */
function adamW(parameters) {
  const [firsts, seconds] = [0, 1].map(() => parameters.map((p) => tf.variable(tf.zerosLike(p))));
  let steps = 0;
  return (gradients) => {
    steps++;
    const [correction1, correction2] = [1 - 0.9 ** steps, 1 - 0.999 ** steps];
    parameters.forEach((p, i) => {
      const gradient = gradients[p.name];
      firsts[i].assign(tf.add(tf.mul(firsts[i], 0.9), tf.mul(gradient, 0.1)));
      seconds[i].assign(tf.add(tf.mul(seconds[i], 0.999), tf.mul(tf.square(gradient), 0.001)));
      const size = tf.add(tf.sqrt(tf.mul(seconds[i], 1 / correction2)), 1e-8);
      const change = tf.div(tf.mul(firsts[i], learningRate / correction1), size);
      p.assign(tf.sub(tf.mul(p, 1 - learningRate * weightDecay), change));
    });
  };
}
