import { lax, nn, numpy as np } from "@jax-js/jax";
import { oneHot } from "../../data.ts";
import { array, crossEntropy, train } from "../../peers/jaxjs.mjs";
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

export function start() {
  const [none, few, many] = channels;
  const parameters = [
    array(kernel1, [few, none, 3, 3]),
    np.zeros([few, 1, 1]),
    array(kernel2, [many, few, 3, 3]),
    np.zeros([many, 1, 1]),
    array(weight, [features, classes]),
    np.zeros([classes]),
  ];
  const data = [
    array(images, [batchSize, none, side, side]),
    array(oneHot(labels, classes), [batchSize, classes]),
  ];
  const border = [
    [1, 1],
    [1, 1],
  ];
  const stage = (x, kernels, bias) => {
    const planes = nn.relu(lax.conv(x, kernels, [1, 1], border).add(bias));
    return lax.reduceWindow(planes, np.max, [2, 2], [2, 2]);
  };
  const lossOf = ([k1, b1, k2, b2, w, b3], x, truth) => {
    const planes = stage(stage(x, k1, b1), k2, b2);
    return crossEntropy(np.matmul(planes.reshape([batchSize, features]), w).add(b3), truth, batchSize);
  };
  const velocities = parameters.map((p) => np.zeros(p.shape));
  return train(lossOf, { parameters, velocities }, data, (old, gradients) => {
    const next = old.velocities.map((v, i) => v.mul(momentum).add(gradients[i]));
    return {
      parameters: old.parameters.map((p, i) => p.sub(next[i].ref.mul(learningRate))),
      velocities: next,
    };
  });
}
