import { nn, numpy as np } from "@jax-js/jax";
import { oneHot } from "../../data.ts";
import { array, crossEntropy, train } from "../../peers/jaxjs.mjs";
import { classes, images, labels, learningRate, shapes, weights } from "./data.ts";

export function start(_, name) {
  const shape = shapes[name] ?? shapes.W2;
  const { sizes, batchSize } = shape;
  const parameters = weights(shape).map((weight, i) => [
    array(weight, [sizes[i], sizes[i + 1]]),
    np.zeros([sizes[i + 1]]),
  ]);
  const data = [
    array(images(shape), [batchSize, sizes[0]]),
    array(oneHot(labels(shape), classes), [batchSize, classes]),
  ];
  const lossOf = (layers, x, truth) => {
    let y = x;
    layers.forEach(([weight, bias], i) => {
      y = np.matmul(y, weight).add(bias);
      if (i + 1 < layers.length) y = nn.relu(y);
    });
    return crossEntropy(y, truth, batchSize);
  };
  return train(lossOf, { parameters }, data, (old, gradients) => ({
    parameters: old.parameters.map((layer, i) =>
      layer.map((p, j) => p.sub(gradients[i][j].mul(learningRate))),
    ),
  }));
}
