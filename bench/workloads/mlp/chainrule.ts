import { tensor, type Value } from "@chainrule/autograd";
import { crossEntropy, Linear, ReLU, Sequential } from "@chainrule/nn";
import { SGD } from "@chainrule/optim";
import { prepare } from "../../engine.ts";
import { setLinear } from "../../setLinear.ts";
import type { Step } from "../../workload.ts";
import { images, labels, learningRate, type Shape, shapes, weights } from "./data.ts";

export function start(engine: string, name: string): Promise<Step> {
  return trainMlp(engine, shapes[name as keyof typeof shapes] ?? shapes.W2);
}

/** Steps of an MLP of this shape, always on the same batch. */
export function trainMlp(engine: string, shape: Shape): Promise<Step> {
  const { sizes, batchSize } = shape;
  const layers = weights(shape).map((weight, i) => setLinear(new Linear(sizes[i], sizes[i + 1]), weight));
  const network = new Sequential(
    ...layers.flatMap((layer, i) => (i + 1 < layers.length ? [layer, new ReLU()] : [layer])),
  );
  const optimizer = new SGD(network.parameters(), { learningRate });
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
    tensor(images(shape), { shape: [batchSize, sizes[0]] }),
    tensor(labels(shape)),
  );
}
