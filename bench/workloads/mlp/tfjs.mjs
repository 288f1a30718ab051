import { tf, useBackend } from "../../peers/tfjs.mjs";
import { classes, images, labels, learningRate, shapes, weights } from "./data.ts";

export async function start(backend, name) {
  await useBackend(backend);
  const shape = shapes[name] ?? shapes.W2;
  const { sizes, batchSize } = shape;
  const layers = weights(shape).map((weight, i) => ({
    weight: tf.variable(tf.tensor(weight, [sizes[i], sizes[i + 1]])),
    bias: tf.variable(tf.zeros([sizes[i + 1]])),
  }));
  const optimizer = tf.train.sgd(learningRate);
  const parameters = layers.flatMap(({ weight, bias }) => [weight, bias]);

  const x = tf.tensor(images(shape), [batchSize, sizes[0]]);
  const truth = tf.oneHot(tf.tensor1d(labels(shape), "int32"), classes);
  const lossOf = () => {
    let y = x;
    for (const { weight, bias } of layers) {
      y = tf.add(tf.matMul(y, weight), bias);
      if (weight !== layers.at(-1).weight) y = tf.relu(y);
    }
    return tf.losses.softmaxCrossEntropy(truth, y);
  };
  return () => {
    const cost = optimizer.minimize(lossOf, true, parameters);
    const loss = cost.dataSync()[0];
    cost.dispose();
    return loss;
  };
}
