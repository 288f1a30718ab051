import { tensor, type Value, zerosLike } from "@chainrule/autograd";
import { Conv2d, crossEntropy, Flatten, Linear, MaxPool2d, ReLU, Sequential } from "@chainrule/nn";
import { SGD } from "@chainrule/optim";
import { prepare } from "../../engine.ts";
import { setLinear } from "../../setLinear.ts";
import type { Step } from "../../workload.ts";
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

export function start(engine: string): Promise<Step> {
  const network = new Sequential(
    setConvolution(new Conv2d(channels[0], channels[1], 3, { padding: 1 }), kernel1),
    new ReLU(),
    new MaxPool2d(2),
    setConvolution(new Conv2d(channels[1], channels[2], 3, { padding: 1 }), kernel2),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    setLinear(new Linear(features, classes), weight),
  );
  const optimizer = new SGD(network.parameters(), { learningRate, momentum });
  const step = (x: Value, truth: Value): Value => {
    const loss = crossEntropy(network.forward(x), truth);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  };
  return prepare(
    engine,
    step,
    tensor(images, { shape: [batchSize, channels[0], side, side] }),
    tensor(labels),
  );
}

function setConvolution(layer: Conv2d, kernels: Float32Array): Conv2d {
  layer.weight.assign(tensor(kernels, { shape: layer.weight.shape }));
  layer.bias?.assign(zerosLike(layer.bias));
  return layer;
}
