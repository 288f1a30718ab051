import type { Generator, Value } from "@chainrule/autograd";
import { BatchNorm2d, Conv2d, Module, ReLU, Sequential } from "@chainrule/nn";

/**
 * Estimates how many people are in pictures. Three convolutions look for what makes a person, in windows that see more and
 * more of the picture; the last one says, for each of 12 × 12 places, how crowded it is there. The mean of all places is the
 * estimate, so the network finds out where people are though nobody ever told it.
 */
export class CrowdNetwork extends Module {
  readonly layers: Sequential;
  /** What it counts in, such as 100 people. */
  readonly unit: number;

  constructor({ generator, unit = 100 }: { readonly generator: Generator; readonly unit?: number }) {
    super();
    this.unit = unit;
    const stage = (from: number, to: number, stride: number) => [
      // Without a bias: the normalization has one.
      new Conv2d(from, to, 3, { stride, padding: 1, bias: false, generator }),
      new BatchNorm2d(to),
      new ReLU(),
    ];
    this.layers = new Sequential(
      ...stage(1, 8, 1),
      ...stage(8, 16, 2),
      ...stage(16, 32, 2),
      new Conv2d(32, 1, 1, { generator }),
    );
  }

  /** How crowded each place is, never below 0: [count, 1, 48, 48] → [count, 1, 12, 12]. */
  density(pictures: Value): Value {
    return this.layers.forward(pictures).softplus();
  }

  /** The estimate for each picture, in units: [count, 1, 48, 48] → [count]. */
  forward(pictures: Value): Value {
    return this.density(pictures).mean([1, 2, 3]);
  }
}
