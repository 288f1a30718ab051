import { tensor } from "@chainrule/autograd";
import { expect, it } from "vitest";
import { ExponentialMovingAverage } from "../src/index.ts";

const parameter = () => tensor([1, 2], { dtype: "float64", requiresGrad: true });

it("the average follows the parameters", () => {
  const x = parameter();
  const average = new ExponentialMovingAverage([x], { decay: 0.75 });
  expect(average.averages[0].toArray()).toEqual([1, 2]);
  x.assign(tensor([5, 2], { dtype: "float64" }));
  average.update();
  average.update();
  expect(average.averages[0].toArray()).toEqual([2.75, 2]);
  expect(average.averages[0].node).toBeNull();
  expect(average.averages[0].requiresGrad).toBe(false);
});

it("parameters can be the averages for a while, and are as before after it", () => {
  const x = parameter();
  const average = new ExponentialMovingAverage(x, { decay: 0.5 });
  x.assign(tensor([3, 3], { dtype: "float64" }));
  average.update();
  average.apply();
  expect(x.toArray()).toEqual([2, 2.5]);
  expect(() => average.apply()).toThrow("the parameters are the averages now. Call restore() first.");
  expect(() => average.update()).toThrow("update(): the parameters are the averages now");
  average.restore();
  expect(x.toArray()).toEqual([3, 3]);
  expect(x.requiresGrad).toBe(true);
  expect(() => average.restore()).toThrow("there is nothing to restore");
});

it("the average goes on from a state dict", () => {
  const [x, y] = [parameter(), parameter()];
  const first = new ExponentialMovingAverage([x], { decay: 0.5 });
  x.assign(tensor([7, 8], { dtype: "float64" }));
  first.update();
  const second = new ExponentialMovingAverage([y], { decay: 0.5 });
  second.loadStateDict(structuredClone(first.stateDict()));
  expect(second.averages[0].toArray()).toEqual([4, 5]);
  expect(() => second.loadStateDict({})).toThrow("missing: averages.0");
});

it("what makes no sense is refused", () => {
  expect(() => new ExponentialMovingAverage([parameter()], { decay: 2 })).toThrow(
    "decay is a number from 0 to 1",
  );
  expect(() => new ExponentialMovingAverage(tensor([1], { dtype: "int32" }))).toThrow(
    "needs leaves of floats, got int32 of shape [1]",
  );
  expect(() => new ExponentialMovingAverage(parameter().mul(2))).toThrow("needs leaves of floats");
  expect(() => new ExponentialMovingAverage(3 as never)).toThrow("needs a Value or an array of Values");
});
