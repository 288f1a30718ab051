import { type FloatDtype, isFloat } from "../dtype.ts";
import type { Op } from "../op.ts";
import { Generator } from "../random.ts";
import { formatShape, sameShape } from "../shape.ts";
import { vjp } from "../transforms/reverse.ts";
import { leavesOf, type Tree } from "../tree.ts";
import { Value } from "../value.ts";
import { drawArgs } from "./draw.ts";
import { type GradcheckOptions, gradcheck } from "./gradcheck.ts";

type Values = readonly Value[];

/**
 * Tests an op with its samples: equal calls give equal results; float32 agrees with float64 and keeps its dtype, gradients
 * too; and {@link gradcheck} holds for all its float arguments, to second order and in both modes.
 * @throws Error that says which sample and what went wrong.
 */
export function checkOp<Args extends readonly unknown[], Out extends Tree>(
  op: Op<Args, Out>,
  options: GradcheckOptions = {},
): void {
  const samples = op.samples ?? [];
  if (samples.length === 0)
    throw new Error(`checkOp(${op.name}) needs samples: arguments to call it with, in its definition.`);
  samples.forEach((sample, i) => {
    const title = `${op.name}, sample ${i}`;
    const draw = (dtype: FloatDtype): Args =>
      drawArgs(sample as never, new Generator(options.seed ?? i), dtype);
    const args = draw("float64");
    const call = (values: Values): Tree => op(...replaceFloats(args, values));

    checkRepeatable(title, op, args);
    const outputs = leavesOf(title, op(...args));
    if (floatsIn(args).length === 0 || !outputs.some((output) => isFloat(output.dtype))) return;
    gradcheck((...values) => call(values), floatsIn(args), { ...options, name: title });
    checkSinglePrecision(title, op, draw("float32"), outputs);
  });
}

/** The float Values among the arguments, lists spread. */
function floatsIn(args: readonly unknown[]): Value[] {
  return args.flatMap((arg) =>
    Array.isArray(arg) ? floatsIn(arg) : arg instanceof Value && isFloat(arg.dtype) ? [arg] : [],
  );
}

/** The arguments with other Values in place of the float ones. */
function replaceFloats<Args extends readonly unknown[]>(args: Args, values: Values): Args {
  let next = 0;
  const replace = (arg: unknown): unknown => {
    if (Array.isArray(arg)) return arg.map(replace);
    return arg instanceof Value && isFloat(arg.dtype) ? values[next++] : arg;
  };
  return args.map(replace) as unknown as Args;
}

function checkRepeatable<Args extends readonly unknown[], Out extends Tree>(
  title: string,
  op: Op<Args, Out>,
  args: Args,
): void {
  const [first, second] = [op(...args), op(...args)].map((tree) => leavesOf(title, tree));
  first.forEach((output, i) => {
    const [a, b] = [output.data, second[i].data];
    if (!sameShape(output.shape, second[i].shape) || a.some((x: number, j: number) => !Object.is(x, b[j]))) {
      throw new Error(`checkOp(${title}): two equal calls give different results.`);
    }
  });
}

function checkSinglePrecision<Args extends readonly unknown[], Out extends Tree>(
  title: string,
  op: Op<Args, Out>,
  args: Args,
  expected: Values,
): void {
  const floats = floatsIn(args);
  const [outputs, pullback] = vjp(
    (...values: Value[]) =>
      leavesOf(title, op(...replaceFloats(args, values))).filter((output) => isFloat(output.dtype)),
    ...floats,
  );
  const wanted = expected.filter((output) => isFloat(output.dtype));
  outputs.forEach((output, i) => {
    const numbers = wanted[i].data;
    output.data.forEach((x: number, j: number) => {
      const isClose = Math.abs(x - numbers[j]) <= 1e-4 * Math.max(1, Math.abs(numbers[j]));
      if (!isClose && !Object.is(x, numbers[j])) {
        throw new Error(`checkOp(${title}): float32 gives ${x} where float64 gives ${numbers[j]}.`);
      }
    });
  });
  pullback(outputs.map((output) => new Value(output.shape, output.dtype, 1))).forEach((gradient, i) => {
    if (gradient.dtype === floats[i].dtype && sameShape(gradient.shape, floats[i].shape)) return;
    throw new Error(
      `checkOp(${title}): the gradient of a ${floats[i].dtype} argument of shape ${formatShape(floats[i].shape)} is ${gradient.dtype} of shape ${formatShape(gradient.shape)}.`,
    );
  });
}
