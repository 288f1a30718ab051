import { readFileSync } from "node:fs";
import { type Dtype, grad, registry, tensor, Value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

interface TensorData {
  shape: number[];
  dtype: Dtype;
  data: (number | string)[];
}
interface Case {
  name: string;
  op: keyof typeof registry;
  args: unknown[];
  /** Which of several results is meant. */
  part?: number;
  output: TensorData;
  cotangent?: TensorData;
  gradients?: (TensorData | null)[];
  directions?: (TensorData | null)[];
  secondGradients?: (TensorData | null)[];
}

const cases = ["torch-ops.json", "torch-ops-more.json", "torch-indexing.json"].flatMap((file) => {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), "utf8");
  return (JSON.parse(text) as { cases: Case[] }).cases;
});

const isTensor = (arg: unknown): arg is TensorData =>
  typeof arg === "object" && arg !== null && "data" in arg;
const isList = (arg: unknown): arg is TensorData[] =>
  Array.isArray(arg) && arg.length > 0 && arg.every(isTensor);
const read = ({ shape, dtype, data }: TensorData, requiresGrad = false): Value =>
  tensor(data.map(Number), { shape, dtype, requiresGrad: requiresGrad && dtype.startsWith("float") });

function expectEqual(actual: Value, expected: TensorData, what: string): void {
  expect({ shape: actual.shape, dtype: actual.dtype }, what).toEqual({
    shape: expected.shape,
    dtype: expected.dtype,
  });
  const relative = expected.dtype === "float64" ? 1e-12 : expected.dtype === "float32" ? 1e-6 : 0;
  expected.data.map(Number).forEach((x, i) => {
    const got = actual.data[i];
    const isClose = Object.is(got, x) || Math.abs(got - x) <= relative * Math.max(1, Math.abs(x));
    expect(isClose, `${what}[${i}]: ${got}, PyTorch has ${x}`).toBe(true);
  });
}

const special = new Set(["NaN", "Infinity", "-Infinity", "-0"]);

/** A plain argument, or the options in an object: JSON has words for some numbers. */
function plain(arg: unknown): unknown {
  if (typeof arg === "string" && special.has(arg)) return Number(arg);
  if (typeof arg !== "object" || arg === null || Array.isArray(arg)) return arg;
  return Object.fromEntries(Object.entries(arg).map(([key, option]) => [key, plain(option)]));
}

/** The arguments as Values, and the same with other Values in place of its tensors. */
function argsOf(testCase: Case, tensors: Value[]): unknown[] {
  let next = 0;
  return testCase.args.map((arg) =>
    isTensor(arg) ? tensors[next++] : isList(arg) ? arg.map(() => tensors[next++]) : plain(arg),
  );
}

describe("Values and gradients are those of PyTorch", () => {
  it.each(cases.map((testCase) => [`${testCase.op}: ${testCase.name}`, testCase] as const))(
    "%s",
    (_name, testCase) => {
      const op = (...args: unknown[]): Value => {
        const output = (registry[testCase.op] as (...args: unknown[]) => Value | Value[])(...args);
        return output instanceof Value ? output : output[testCase.part ?? 0];
      };
      const tensors = testCase.args
        .flatMap((arg) => (isTensor(arg) ? [arg] : isList(arg) ? arg : []))
        .map((data) => read(data, true));
      const output = op(...argsOf(testCase, tensors));
      expect(output).toBeInstanceOf(Value);
      expectEqual(output, testCase.output, "output");
      if (testCase.cotangent === undefined || testCase.gradients === undefined) return;

      const cotangent = read(testCase.cotangent);
      if (output.requiresGrad) output.backward(cotangent);
      testCase.gradients.forEach((expected, i) => {
        if (expected !== null) expectEqual(tensors[i].grad ?? tensors[i].mul(0), expected, `gradient ${i}`);
      });

      const { directions, secondGradients } = testCase;
      if (directions === undefined || secondGradients === undefined) return;
      const floats = tensors.flatMap((_, i) => (directions[i] ? [i] : []));
      const withFloats = (values: Value[]): Value[] =>
        tensors.map((value, i) => (floats.includes(i) ? values[floats.indexOf(i)] : value));
      const loss = (values: Value[]): Value =>
        op(...argsOf(testCase, withFloats(values)))
          .mul(cotangent)
          .sum();
      const slope = (values: Value[]): Value =>
        grad(loss)(values)
          .map((gradient, j) => gradient.mul(read(directions[floats[j]] as TensorData)).sum())
          .reduce((a, b) => a.add(b));
      grad(slope)(floats.map((i) => tensors[i].detach())).forEach((second, j) => {
        expectEqual(second, secondGradients[floats[j]] as TensorData, `second gradient ${floats[j]}`);
      });
    },
  );
});
