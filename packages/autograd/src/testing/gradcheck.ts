import "../methods.ts";
import { tensor } from "../create.ts";
import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { Generator } from "../random.ts";
import { noGrad } from "../recording.ts";
import { jvp } from "../transforms/forward.ts";
import { vjp } from "../transforms/reverse.ts";
import { leavesOf, type Tree } from "../tree.ts";
import { Value } from "../value.ts";
import { checkBatch } from "./checkBatch.ts";
import { areClose, disagreement, short, type Tolerance } from "./disagreement.ts";

/** Options of {@link gradcheck} and {@link checkOp}. */
export interface GradcheckOptions extends Tolerance {
  /** How often to differentiate: 2 (the default) checks the gradient of the gradient too. */
  readonly order?: number;
  /** Whether to hold forward mode against reverse mode; true when absent. */
  readonly forwardMode?: boolean;
  /** Whether to hold vmap of the function and of its derivatives against a loop over examples; false when absent. */
  readonly batch?: boolean;
  /** Seed of the random directions. */
  readonly seed?: number;
  /** How messages call the function; its own name when absent. */
  readonly name?: string;
}

/**
 * Checks the derivatives of `f` at `inputs`, float64 Values: reverse mode against central differences at every entry, and
 * forward mode against reverse mode, for the function and then for its gradient; if asked to, `vmap` against a loop.
 * @throws Error that names the mode, the argument, the entry and both numbers where they disagree.
 */
export function gradcheck(
  f: (...inputs: Value[]) => Tree,
  inputs: readonly Value[],
  options: GradcheckOptions = {},
): void {
  const { order = 2, batch = false, name = f.name || "the function" } = options;
  for (const input of inputs) {
    if (!(input instanceof Value) || input.dtype !== "float64") {
      throw new TypeError(
        `gradcheck needs float64 inputs, got ${input instanceof Value ? input.dtype : describe(input)}: differences of float32 numbers are too coarse.`,
      );
    }
  }
  const generator = new Generator(options.seed ?? 0);
  const leaves = inputs.map((input) => input.detach());
  checkOrder(floatsOf(f), leaves, order, `gradcheck(${name})`, options, generator);
  if (!batch) return;
  const near = (input: Value): Value =>
    input.add(generator.normal(input.shape, { dtype: "float64" }).mul(0.01));
  checkBatch(`gradcheck(${name})`, f, [leaves, leaves.map(near), leaves.map(near)]);
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
      `${title}: reverse mode against central differences`,
      argument,
      input,
      ["the rules give", gradients[argument].data],
      ["differences give", numeric],
      options,
      "Look at that derivative",
    );
  });

  const tangents = inputs.map((input) => generator.normal(input.shape, { dtype: "float64" }));
  if (options.forwardMode ?? true) {
    const [, pushed] = jvp(f, inputs, tangents);
    const forward = inner(pushed, cotangents);
    const reverse = inner(tangents, gradients);
    if (!areClose(forward, reverse, options)) {
      inputs.forEach((input, argument) => {
        const entries = Array.from({ length: input.size }, (_, entry) => {
          const alone = inputs.map((other, i) => basis(other, i === argument ? entry : -1));
          return inner(jvp(f, inputs, alone)[1], cotangents);
        });
        compare(
          `${title}: forward mode against reverse mode`,
          argument,
          input,
          ["jvp gives", entries],
          ["vjp gives", gradients[argument].data],
          options,
          "Look at the jvp rule",
        );
      });
      throw new Error(
        `${title}: forward mode against reverse mode: along a random direction jvp gives ${short(forward)}, vjp gives ${short(reverse)}, and entry by entry they agree. A jvp rule is linear in its tangent: make it so.`,
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
  if (!(options.forwardMode ?? true)) return;
  const pushed: ListFunction = (...all) => jvp(f, all.slice(0, inputs.length), all.slice(inputs.length))[1];
  checkOrder(
    pushed,
    [...inputs, ...tangents],
    order - 1,
    `${title}, the forward derivative's gradient`,
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

/** Zeros like a Value, but for a 1 at one position; -1 for none. */
function basis(like: Value, position: number): Value {
  const entries = new Float64Array(like.size);
  if (position >= 0) entries[position] = 1;
  return tensor(entries, { shape: like.shape });
}

function compare(
  title: string,
  argument: number,
  input: Value,
  entries: readonly [name: string, entries: ArrayLike<number>],
  others: readonly [name: string, entries: ArrayLike<number>],
  tolerance: Tolerance,
  remedy: string,
): void {
  const found = disagreement(input.shape, entries, others, tolerance);
  if (found !== undefined)
    throw new Error(`${title}, argument ${argument}, ${found}. ${remedy} in the op's definition.`);
}
