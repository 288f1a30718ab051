import { describe, expect, it } from "vitest";
import * as optim from "../src/index.ts";
import { decode, expectClose, fixture, more } from "./torchFixture.ts";

const rules = {
  SGD: optim.sgd,
  Adam: optim.adam,
  AdamW: optim.adamW,
  RMSprop: optim.rmsprop,
  Adagrad: optim.adagrad,
  Adadelta: optim.adadelta,
  Adamax: optim.adamax,
  NAdam: optim.nadam,
  RAdam: optim.radam,
  Lion: optim.lion,
};

const optimizers = {
  SGD: optim.SGD,
  Adam: optim.Adam,
  AdamW: optim.AdamW,
  RMSprop: optim.RMSprop,
  Adagrad: optim.Adagrad,
  Adadelta: optim.Adadelta,
  Adamax: optim.Adamax,
  NAdam: optim.NAdam,
  RAdam: optim.RAdam,
  Lion: optim.Lion,
};

describe("trajectories equal PyTorch's", () => {
  it.each([...fixture.cases, ...more.cases])("$name", (example) => {
    const parameters = example.initial.map((initial) => decode(initial, true));
    const groups = example.groups?.map((group) => ({
      ...group.options,
      parameters: group.parameters.map((i) => parameters[i]),
    }));
    const optimizer = new optimizers[example.optimizer](groups ?? parameters, example.options);
    example.gradients.forEach((gradients, step) => {
      const learningRate = example.learningRateAt?.[step];
      if (learningRate !== undefined) optimizer.learningRate = learningRate;
      gradients.forEach((gradient, i) => {
        parameters[i].grad = gradient && decode(gradient);
      });
      optimizer.step();
      parameters.forEach((parameter, i) => {
        expectClose(parameter.data, example.parameters[step][i].data, 1e-10);
      });
    });
  });

  it("start from PyTorch's default options", () => {
    const parameters = [decode(fixture.cases[0].initial[0], true)];
    for (const [name, { learningRate, ...defaults }] of Object.entries({
      ...fixture.defaults,
      ...more.defaults,
    })) {
      const kind = name as keyof typeof rules;
      expect(rules[kind].name).toBe(name);
      expect(rules[kind].defaults).toEqual(defaults);
      if (kind !== "SGD") expect(new optimizers[kind](parameters).learningRate).toBe(learningRate);
    }
  });
});
