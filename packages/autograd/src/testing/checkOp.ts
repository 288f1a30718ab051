import "../methods.ts";
import { type FloatDtype, isFloat } from "../dtype.ts";
import type { Op } from "../op.ts";
import { Generator } from "../random.ts";
import { formatShape, sameShape } from "../shape.ts";
import { vjp } from "../transforms/reverse.ts";
import { leavesOf, type Tree } from "../tree.ts";
import { Value } from "../value.ts";
import { checkBatch } from "./checkBatch.ts";
import { disagreement } from "./disagreement.ts";
import { drawArgs } from "./draw.ts";
import { type GradcheckOptions, gradcheck } from "./gradcheck.ts";
import { samplesOf } from "./samples.ts";

type Values = readonly Value[];

/** Options of {@link checkOp}. */
export interface CheckOpOptions extends Omit<GradcheckOptions, "batch"> {
  /** `compile` of @chainrule/wasm, to hold compiled calls of the op and its gradient against what they give here. */
  readonly compile?: (f: (...values: Value[]) => Value[]) => (...values: Value[]) => Value[];
}

/**
 * Tests an op with its samples: equal calls give equal results; float32 agrees with float64 and keeps its dtype, gradients
 * too; {@link gradcheck} holds for all its float arguments, to second order and in both modes; and `vmap` of it and of its
 * derivatives gives what a loop gives, where it has a batch rule. Given `compile`, compiled it gives what it gives here.
 * @throws Error that says which sample and what went wrong.
 */
export function checkOp<Args extends readonly unknown[], Out extends Tree>(
  op: Op<Args, Out>,
  { compile, ...options }: CheckOpOptions = {},
): void {
  const samples = samplesOf(op);
  if (samples.length === 0)
    throw new Error(`checkOp(${op.name}) needs samples: arguments to call it with, in its definition.`);
  // A composed op has the rules of what it is made of.
  const hasBatch = op.dynamicShape === undefined && (op.shape === undefined || op.batch !== undefined);
  samples.forEach((sample, i) => {
    const title = `${op.name}, sample ${i}`;
    const draw = (dtype: FloatDtype): Args =>
      drawArgs(sample as never, new Generator(options.seed ?? i), dtype);
    const args = draw("float64");
    const call = (values: Values): Tree => op(...replaceFloats(args, values));

    checkRepeatable(title, op, args);
    const outputs = leavesOf(title, op(...args));
    // Before vmap, whose message would blame the batch rule for a wrong derivative.
    if (floatsIn(args).length > 0 && outputs.some((output) => isFloat(output.dtype))) {
      gradcheck((...values) => call(values), floatsIn(args), { ...options, name: title });
      checkSinglePrecision(title, op, draw("float32"), outputs);
    }
    if (hasBatch) checkExamples(title, op, sample as never, i);
    if (compile !== undefined && op.dynamicShape === undefined) {
      checkCompiled(title, compile, (...values) => leavesOf(title, call(values)), floatsIn(args));
    }
  });
}

/** Holds a compiled call and its gradients against the function itself. */
function checkCompiled(
  title: string,
  compile: NonNullable<CheckOpOptions["compile"]>,
  f: (...values: Value[]) => Value[],
  values: Values,
): void {
  const gradients = (...given: Value[]): Value[] => {
    const [outputs, pullback] = vjp(
      (...some: Value[]) => f(...some).filter(({ dtype }) => isFloat(dtype)),
      ...given,
    );
    return pullback(outputs.map(({ shape, dtype }) => new Value(shape, dtype, 1)));
  };
  const isDifferentiable = values.length > 0 && f(...values).some(({ dtype }) => isFloat(dtype));
  for (const [name, g] of isDifferentiable
    ? [["result", f] as const, ["gradient", gradients] as const]
    : [["result", f] as const]) {
    const expected = g(...values);
    compile(g)(...values).forEach((output, i) => {
      const wrong = disagreement(output.shape, ["compiled", output.data], ["here", expected[i].data], {});
      if (wrong !== undefined)
        throw new Error(`checkOp(${title}): ${name} ${i} differs when compiled, ${wrong}.`);
    });
  }
}

/** Holds vmap against a loop over three draws of the sample. */
function checkExamples<Args extends readonly unknown[], Out extends Tree>(
  title: string,
  op: Op<Args, Out>,
  sample: never,
  seed: number,
): void {
  const examples = [0, 1, 2].map((example) =>
    drawArgs(sample, new Generator(seed + example), "float64"),
  ) as never as Args[];
  if (valuesIn(examples[0]).length === 0) return;
  const call = (...values: Value[]): Tree => op(...replaceValues(examples[0], values, () => true));
  checkBatch(`checkOp(${title})`, call, examples.map(valuesIn));
}

/** The Values among the arguments, lists spread. */
function valuesIn(args: readonly unknown[]): Value[] {
  return args.flatMap((arg) => (Array.isArray(arg) ? valuesIn(arg) : arg instanceof Value ? [arg] : []));
}

/** The float Values among the arguments, lists spread. */
function floatsIn(args: readonly unknown[]): Value[] {
  return valuesIn(args).filter((value) => isFloat(value.dtype));
}

/** The arguments with other Values in place of the float ones. */
function replaceFloats<Args extends readonly unknown[]>(args: Args, values: Values): Args {
  return replaceValues(args, values, (value) => isFloat(value.dtype));
}

/** The arguments with other Values in place of those that `isReplaced`. */
function replaceValues<Args extends readonly unknown[]>(
  args: Args,
  values: Values,
  isReplaced: (value: Value) => boolean,
): Args {
  let next = 0;
  const replace = (arg: unknown): unknown => {
    if (Array.isArray(arg)) return arg.map(replace);
    return arg instanceof Value && isReplaced(arg) ? values[next++] : arg;
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
