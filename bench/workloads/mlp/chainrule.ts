import { tensor, zerosLike } from "@chainrule/autograd";
import { crossEntropy, Linear, ReLU, Sequential } from "@chainrule/nn";
import { SGD } from "@chainrule/optim";
import type { Step } from "../../workload.ts";
import { batchSize, classes, hidden, images, inputs, labels, learningRate, weights } from "./data.ts";

export function start(): Step {
  const layers = [new Linear(inputs, hidden), new Linear(hidden, classes)];
  for (const [i, { weight, bias }] of layers.entries()) {
    const [outFeatures, inFeatures] = weight.shape;
    weight.assign(tensor(weights[i], { shape: [inFeatures, outFeatures] }).transpose());
    bias?.assign(zerosLike(bias));
  }
  const network = new Sequential(layers[0], new ReLU(), layers[1]);
  const optimizer = new SGD(network.parameters(), { learningRate });

  const x = tensor(images, { shape: [batchSize, inputs] });
  const truth = tensor(labels);
  return () => {
    const loss = crossEntropy(network.forward(x), truth);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}
