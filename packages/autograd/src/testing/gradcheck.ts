import { tensor } from "../create.ts";
import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { Generator } from "../random.ts";
import { noGrad } from "../recording.ts";
import { formatShape } from "../shape.ts";
import { jvp } from "../transforms/forward.ts";
import { vjp } from "../transforms/reverse.ts";
import { leavesOf, type Tree } from "../tree.ts";
import { Value } from "../value.ts";

export interface GradcheckOptions {
  /** How often to differentiate: 2 (the default) checks the gradient of the gradient too. */
  readonly order?: number;
  /** Whether to hold forward mode against reverse mode; true when absent. */
  readonly forwardMode?: boolean;
  /** The difference allowed, in units of the larger number; 1e-6 when absent. */
  readonly relativeTolerance?: number;
  /** The difference allowed near 0; 1e-8 when absent. */
  readonly absoluteTolerance?: number;
  /** Seed of the random directions. */
  readonly seed?: number;
  /** How messages call the function; its own name when absent. */
  readonly name?: string;
}

/**
 * Checks the derivatives of `f` at `inputs`, float64 Values: reverse mode against central differences at every entry, and
 * forward mode against reverse mode, for the function and then for its gradient.
 * @throws Error that names the mode, the argument, the entry and both numbers where they disagree.
 */
export function gradcheck(
  f: (...inputs: Value[]) => Tree,
  inputs: readonly Value[],
  options: GradcheckOptions = {},
): void {
  const { order = 2, name = f.name || "the function" } = options;
  for (const input of inputs) {
    if (!(input instanceof Value) || input.dtype !== "float64") {
      throw new TypeError(
        `gradcheck needs float64 inputs, got ${input instanceof Value ? input.dtype : describe(input)}: differences of float32 numbers are too coarse.`,
      );
    }
  }
  checkOrder(
    floatsOf(f),
    inputs.map((input) => input.detach()),
    order,
    `gradcheck(${name})`,
    options,
    new Generator(options.seed ?? 0),
  );
}

type ListFunction = (...inputs: Value[]) => Value[];

/** f with its float outputs in a list. */
function floatsOf(f: (...inputs: Value[]) => Tree): ListFunction {
  return (...inputs) => leavesOf("gradcheck", f(...inputs)).filter((output) => isFloat(output.dtype));
}

function checkOrder(
  f: ListFunction,
  inputs: Value[],
  order: number,
  title: string,
  options: GradcheckOptions,
  generator: Generator,
): void {
  const [outputs, pullback] = vjp(f, ...inputs);
  const cotangents = outputs.map((output) => generator.normal(output.shape, { dtype: "float64" }));
  const gradients = pullback(cotangents);
  const weighted = (...xs: Value[]): number => noGrad(() => inner(f(...xs), cotangents));
  inputs.forEach((input, argument) => {
    const numeric = differences(
      (x) => weighted(...inputs.map((other, i) => (i === argument ? x : other))),
      input,
    );
    compare(
      `${title}: reverse mode against central differences, argument ${argument}`,
      input,
      gradients[argument],
      numeric,
      options,
    );
  });

  if (options.forwardMode ?? true) {
    const tangents = inputs.map((input) => generator.normal(input.shape, { dtype: "float64" }));
    const [, pushed] = jvp(f, inputs, tangents);
    const forward = inner(pushed, cotangents);
    const reverse = inner(tangents, gradients);
    if (!isClose(forward, reverse, options)) {
      throw new Error(
        `${title}: forward mode against reverse mode, the derivative in a random direction: ${short(forward)} against ${short(reverse)}. One of the vjp and jvp rules is wrong.`,
      );
    }
  }

  if (order <= 1) return;
  const gradient: ListFunction = (...all) =>
    vjp(f, ...all.slice(0, inputs.length))[1](all.slice(inputs.length));
  checkOrder(
    gradient,
    [...inputs, ...cotangents],
    order - 1,
    `${title}, the gradient's gradient`,
    options,
    generator,
  );
}

/** Σ a · b over all entries of two lists of Values. */
function inner(a: readonly Value[], b: readonly Value[]): number {
  return a.reduce((sum, value, i) => sum + value.detach().mul(b[i].detach()).sum().item(), 0);
}

/**
 * The partial derivatives by differences over four points around each entry,
 * (8 f(x+h) − 8 f(x−h) − f(x+2h) + f(x−2h)) / 12h, whose error is of order h⁴ (Abramowitz and Stegun 1964, 25.3.6).
 */
function differences(f: (x: Value) => number, input: Value): number[] {
  const h = 1e-3;
  const entries = Array.from(input.data);
  return entries.map((entry, i) => {
    const at = (x: number): number =>
      f(
        tensor(
          entries.map((other, j) => (j === i ? x : other)),
          { shape: input.shape, dtype: "float64" },
        ),
      );
    return (8 * (at(entry + h) - at(entry - h)) - (at(entry + 2 * h) - at(entry - 2 * h))) / (12 * h);
  });
}

function compare(
  title: string,
  input: Value,
  gradient: Value,
  numeric: readonly number[],
  options: GradcheckOptions,
): void {
  Array.from(gradient.data).forEach((x, i) => {
    if (isClose(x, numeric[i], options)) return;
    const index = input.shape.map(
      (extent, axis) => Math.floor(i / input.shape.slice(axis + 1).reduce((n, m) => n * m, 1)) % extent,
    );
    throw new Error(
      `${title}, entry ${formatShape(index)}: the rules give ${short(x)}, differences give ${short(numeric[i])}. Look at that derivative in the op's definition.`,
    );
  });
}

/** Enough digits to compare by eye. */
function short(x: number): string {
  return String(Number(x.toPrecision(6)));
}

function isClose(
  a: number,
  b: number,
  { relativeTolerance = 1e-6, absoluteTolerance = 1e-8 }: GradcheckOptions,
): boolean {
  return Math.abs(a - b) <= absoluteTolerance + relativeTolerance * Math.max(Math.abs(a), Math.abs(b));
}
