import * as tf from "@tensorflow/tfjs";
import { batchSize, classes, hidden, images, inputs, labels, learningRate, weights } from "./data.ts";

export async function start(backend) {
  if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend} here.`);

  const weight1 = tf.variable(tf.tensor(weights[0], [inputs, hidden]));
  const bias1 = tf.variable(tf.zeros([hidden]));
  const weight2 = tf.variable(tf.tensor(weights[1], [hidden, classes]));
  const bias2 = tf.variable(tf.zeros([classes]));
  const optimizer = tf.train.sgd(learningRate);

  const x = tf.tensor(images, [batchSize, inputs]);
  const truth = tf.oneHot(tf.tensor1d(labels, "int32"), classes);
  const lossOf = () => {
    const activations = tf.relu(tf.add(tf.matMul(x, weight1), bias1));
    const logits = tf.add(tf.matMul(activations, weight2), bias2);
    return tf.losses.softmaxCrossEntropy(truth, logits);
  };
  return () => {
    const cost = optimizer.minimize(lossOf, true, [weight1, bias1, weight2, bias2]);
    const loss = cost.dataSync()[0];
    cost.dispose();
    return loss;
  };
}
