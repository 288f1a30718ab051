import { type AnyOp, Generator, type Op, registry, stack, Value, vjp, vmap } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { drawArgs } from "../src/testing/draw.ts";
import { samplesOf } from "../src/testing/samples.ts";

type Call = (...args: unknown[]) => Value | readonly Value[];

/** The float outputs of a call, in a list. */
const floatsOf = (output: Value | readonly Value[]): Value[] =>
  [output].flat().filter((value) => value.dtype.startsWith("float"));

const withBatch = Object.entries(registry as Readonly<Record<string, AnyOp>>).filter(
  ([, op]) => op.dynamicShape === undefined,
);

describe.each(withBatch)("%s", (_name, op) => {
  it("gives under two vmaps, and derivatives around them, what loops give", () => {
    samplesOf(op).forEach((sample, seed) => {
      const cells = [0, 1].map((i) =>
        [0, 1].map((j) => drawArgs<unknown[]>(sample as never, new Generator(seed + 10 * i + j), "float64")),
      );
      const isMapped = cells[0][0].map((arg) => arg instanceof Value || isList(arg));
      const inAxes = isMapped.map((mapped) => (mapped ? 0 : null));
      if (!isMapped.includes(true)) return;
      const grid = cells[0][0].map((arg, k) => {
        const side = (pick: (arg: unknown) => Value): Value =>
          stack(cells.map((row) => stack(row.map((args) => pick(args[k])))));
        if (arg instanceof Value) return side((x) => x as Value);
        return isList(arg) ? arg.map((_, part) => side((list) => (list as Value[])[part])) : arg;
      });
      const twice = vmap(vmap(op as unknown as Op<unknown[]>, { inAxes }), { inAxes });
      const together = floatsOf(twice(...grid));
      const alone = cells.map((row) => row.map((args) => floatsOf((op as unknown as Call)(...args))));
      together.forEach((output, k) => {
        agree(output, stack(alone.map((row) => stack(row.map((outputs) => outputs[k])))));
      });

      // The gradient in the first argument, from outside both.
      const [first, ...rest] = grid;
      if (!(first instanceof Value) || !first.dtype.startsWith("float") || together.length === 0) return;
      const [outputs, pullback] = vjp((x: Value) => floatsOf(twice(x, ...rest)), first);
      const gradient = pullback(outputs.map((output) => output.mul(0).add(1)))[0];
      const rows = cells.map((row) =>
        stack(
          row.map(([x, ...others]) => {
            const [given, pull] = vjp(
              (y: Value) => floatsOf((op as unknown as Call)(y, ...others)),
              x as Value,
            );
            return pull(given.map((output) => output.mul(0).add(1)))[0];
          }),
        ),
      );
      agree(gradient, stack(rows));
    });
  });
});

const isList = (arg: unknown): arg is Value[] => Array.isArray(arg) && arg[0] instanceof Value;

function agree(x: Value, expected: Value): void {
  expect(x.shape).toEqual(expected.shape);
  const [a, b] = [x.data, expected.data];
  a.forEach((entry: number, i: number) => {
    if (!Object.is(entry, b[i]))
      expect(Math.abs(entry - b[i])).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(b[i])));
  });
}
