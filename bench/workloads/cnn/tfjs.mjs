import { tf, useBackend } from "../../peers/tfjs.mjs";
import {
  batchSize,
  channels,
  classes,
  features,
  images,
  kernel1,
  kernel2,
  labels,
  learningRate,
  momentum,
  side,
  weight,
} from "./data.ts";

/** TensorFlow.js has channels last: kernels and the rows of the weight change places. */
export async function start(backend) {
  await useBackend(backend);
  const [none, few, many] = channels;
  const arranged = (entries, shape, axes) => tf.transpose(tf.tensor(entries, shape), axes);
  const k1 = tf.variable(arranged(kernel1, [few, none, 3, 3], [2, 3, 1, 0]));
  const k2 = tf.variable(arranged(kernel2, [many, few, 3, 3], [2, 3, 1, 0]));
  const rows = arranged(weight, [many, side / 4, side / 4, classes], [1, 2, 0, 3]);
  const w = tf.variable(rows.reshape([features, classes]));
  const [b1, b2, b3] = [few, many, classes].map((size) => tf.variable(tf.zeros([size])));
  const optimizer = tf.train.momentum(learningRate, momentum);

  const x = tf.tensor(images, [batchSize, side, side, none]);
  const truth = tf.oneHot(tf.tensor1d(labels, "int32"), classes);
  const stage = (x, kernels, bias) =>
    tf.maxPool(tf.relu(tf.add(tf.conv2d(x, kernels, 1, "same"), bias)), 2, 2, "valid");
  const lossOf = () => {
    const planes = stage(stage(x, k1, b1), k2, b2).reshape([batchSize, features]);
    return tf.losses.softmaxCrossEntropy(truth, tf.add(tf.matMul(planes, w), b3));
  };
  return () => {
    const cost = optimizer.minimize(lossOf, true, [k1, b1, k2, b2, w, b3]);
    const loss = cost.dataSync()[0];
    cost.dispose();
    return loss;
  };
}
