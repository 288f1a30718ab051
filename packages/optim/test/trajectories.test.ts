import { describe, expect, it } from "vitest";
import { Adam, AdamW, adam, adamW, SGD, sgd } from "../src/index.ts";
import { decode, expectClose, fixture } from "./torchFixture.ts";

const optimizers = { SGD, Adam, AdamW };

describe("trajectories equal PyTorch's", () => {
  it.each(fixture.cases)("$name", (example) => {
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
    const { learningRate: _, ...adamDefaults } = fixture.defaults.Adam;
    const { learningRate: _1, ...adamWDefaults } = fixture.defaults.AdamW;
    expect(sgd.defaults).toEqual(fixture.defaults.SGD);
    expect(adam.defaults).toEqual(adamDefaults);
    expect(adamW.defaults).toEqual(adamWDefaults);
    const parameters = [decode(fixture.cases[0].initial[0], true)];
    expect(new Adam(parameters).learningRate).toBe(fixture.defaults.Adam.learningRate);
    expect(new AdamW(parameters).learningRate).toBe(fixture.defaults.AdamW.learningRate);
  });
});
