import { type AnyOp, Generator, registry, Value, vjp } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { drawArgs } from "../../autograd/src/testing/draw.ts";
import { samplesOf } from "../../autograd/src/testing/samples.ts";

const engine = vi.hoisted(() => ({ multiplyAdd: true }));
vi.mock(import("../src/multiplyAdd.ts"), async (original) => {
  const { hasMultiplyAdd } = await original();
  return { hasMultiplyAdd: (webAssembly) => engine.multiplyAdd && hasMultiplyAdd(webAssembly) };
});

type Outputs = Value | readonly Value[];

/** Every op, but for those whose result's shape depends on numbers. */
const ops = Object.entries(registry as Readonly<Record<string, AnyOp>>).filter(
  ([, op]) => op.dynamicShape === undefined,
);

const valuesIn = (args: readonly unknown[]): Value[] =>
  args.flatMap((arg) => (Array.isArray(arg) ? valuesIn(arg) : arg instanceof Value ? [arg] : []));

function withValues(args: readonly unknown[], values: readonly Value[]): unknown[] {
  let next = 0;
  const replace = (arg: unknown): unknown =>
    Array.isArray(arg) ? arg.map(replace) : arg instanceof Value ? values[next++] : arg;
  return args.map(replace);
}

function agree(x: Value, expected: Value, tolerance: number): void {
  expect([x.shape, x.dtype]).toEqual([expected.shape, expected.dtype]);
  const [a, b] = [x.data, expected.data];
  a.forEach((entry: number, i: number) => {
    if (Object.is(entry, b[i])) return;
    expect(Math.abs(entry - b[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(b[i])));
  });
}

describe.each([
  ["with multiply-add", true],
  ["without", false],
])("compiled %s", (_title, multiplyAdd) => {
  beforeEach(() => {
    engine.multiplyAdd = multiplyAdd;
  });

  describe.each(ops)("%s", (_name, op) => {
    const call = op as unknown as (...args: unknown[]) => Outputs;
    it.each(["float32", "float64"] as const)(
      "gives what it gives eagerly, in %s, and its gradients too",
      (dtype) => {
        const tolerance = dtype === "float32" ? 1e-5 : 1e-12;
        samplesOf(op).forEach((sample, seed) => {
          const args = drawArgs<readonly unknown[]>(sample, new Generator(seed), dtype);
          const values = valuesIn(args);
          const f = (...given: Value[]): Value[] => [call(...withValues(args, given))].flat();
          const compiled = compile(f)(...values);
          f(...values).forEach((expected, i) => agree(compiled[i], expected, tolerance));

          const isFloat = (value: Value): boolean => value.dtype.startsWith("float");
          const floats = values.filter(isFloat);
          if (floats.length === 0 || !compiled.some(isFloat)) return;
          const gradients = (...given: Value[]): Value[] => {
            let next = 0;
            const all = (some: Value[]): Value[] =>
              values.map((value) => (isFloat(value) ? some[next++] : value));
            const [outputs, pullback] = vjp((...some: Value[]) => f(...all(some)).filter(isFloat), ...given);
            return pullback(outputs.map((output) => output.detach().mul(0.5).add(1)));
          };
          const compiledGradients = compile(gradients)(...floats);
          gradients(...floats).forEach((expected, i) => agree(compiledGradients[i], expected, tolerance));
        });
      },
    );
  });
});
