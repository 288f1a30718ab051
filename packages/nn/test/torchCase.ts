import { readFileSync } from "node:fs";
import { type Dtype, tensor, type Value } from "@chainrule/autograd";
import { expect } from "vitest";

/** As the generators in tools/fixtures write it. */
export interface TensorData {
  shape: number[];
  dtype: Dtype;
  data: (number | string)[];
}

export function readFixtures(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
}

export function read({ shape, dtype, data }: TensorData, options: { requiresGrad?: boolean } = {}): Value {
  return tensor(data.map(Number), { shape, dtype, ...options });
}

export function expectEqual(actual: Value | null, { shape, dtype, data }: TensorData, what: string): void {
  expect({ shape: actual?.shape, dtype: actual?.dtype }, what).toEqual({ shape, dtype });
  const tolerance = dtype === "float32" ? 1e-6 : 1e-12;
  data.map(Number).forEach((wanted, i) => {
    const got = actual?.data[i] ?? Number.NaN;
    const isClose =
      Object.is(got, wanted) || Math.abs(got - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
    expect(isClose, `${what}[${i}]: ${got}, PyTorch has ${wanted}`).toBe(true);
  });
}
