import { tensor, type Value } from "@chainrule/autograd";
import { crossEntropy, Embedding, LayerNorm, Linear, Module } from "@chainrule/nn";
import { AdamW } from "@chainrule/optim";
import { prepare } from "../../engine.ts";
import { setLinear } from "../../setLinear.ts";
import type { Step } from "../../workload.ts";
import {
  type BlockWeights,
  batchSize,
  blocks,
  context,
  head,
  heads,
  inner,
  learningRate,
  mask,
  nextTokens,
  placeVectors,
  tokens,
  tokenVectors,
  vocabulary,
  weightDecay,
  width,
} from "./data.ts";

class Block extends Module {
  readonly norm1 = new LayerNorm(width);
  readonly attention: Linear;
  readonly projection: Linear;
  readonly norm2 = new LayerNorm(width);
  readonly up: Linear;
  readonly down: Linear;

  constructor(weights: BlockWeights) {
    super();
    this.attention = setLinear(new Linear(width, 3 * width), weights.attention);
    this.projection = setLinear(new Linear(width, width), weights.projection);
    this.up = setLinear(new Linear(width, inner), weights.up);
    this.down = setLinear(new Linear(inner, width), weights.down);
  }

  /** [batchSize · context, width], as the result. */
  forward(x: Value): Value {
    const attended = x.add(this.projection.forward(this.#attend(this.norm1.forward(x))));
    const hidden = this.up.forward(this.norm2.forward(attended)).gelu({ approximate: "tanh" });
    return attended.add(this.down.forward(hidden));
  }

  #attend(x: Value): Value {
    const size = width / heads;
    const [queries, keys, values] = this.attention
      .forward(x)
      .reshape([batchSize, context, 3, heads, size])
      .permute([2, 0, 3, 1, 4])
      .split(1)
      .map((part) => part.reshape([batchSize, heads, context, size]));
    const scores = queries.matmul(keys.transpose()).mul(1 / Math.sqrt(size));
    const visible = scores.add(tensor(mask, { shape: [context, context] }));
    return visible
      .softmax(-1)
      .matmul(values)
      .transpose(1, 2)
      .reshape([batchSize * context, width]);
  }
}

class Transformer extends Module {
  readonly tokens = new Embedding(vocabulary, width);
  readonly places = tensor(placeVectors, { shape: [context, width], requiresGrad: true });
  readonly blocks = blocks.map((weights) => new Block(weights));
  readonly norm = new LayerNorm(width);
  readonly head = setLinear(new Linear(width, vocabulary, { bias: false }), head);

  constructor() {
    super();
    this.tokens.weight.assign(tensor(tokenVectors, { shape: [vocabulary, width] }));
  }

  /** [batchSize · context] → [batchSize · context, vocabulary] */
  forward(indices: Value): Value {
    let x = this.tokens.forward(indices.reshape([batchSize, context])).add(this.places);
    x = x.reshape([batchSize * context, width]);
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.norm.forward(x));
  }
}

export function start(engine: string): Promise<Step> {
  const model = new Transformer();
  const optimizer = new AdamW(model.parameters(), { learningRate, weightDecay });
  const step = (x: Value, truth: Value): Value => {
    const loss = crossEntropy(model.forward(x), truth);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  };
  return prepare(engine, step, tensor(tokens), tensor(nextTokens));
}
