import { type AnyOp, type Dtype, full, Generator, jvp, stack, Value, vjp, vmap } from "@chainrule/autograd";
import { drawArgs } from "../packages/autograd/src/testing/draw.ts";
import { samplesOf } from "../packages/autograd/src/testing/samples.ts";

/** What was seen when an op was called with its samples. */
export interface Facts {
  /** How many times its gradient has a gradient: tried up to 3; null where nothing has a gradient. */
  readonly orders: number | null;
  /** Whether all first derivatives were 0. */
  readonly isFlat: boolean;
  readonly hasJvp: boolean | null;
  readonly vmap: "rule" | "loop" | "composed" | "none";
  /** The op to use where shapes must not depend on numbers, for an op whose shape does. */
  readonly dynamicShape: string | undefined;
  /** The dtypes of the outputs for arguments of each dtype: a list for each sample that does not throw. */
  readonly dtypes: Readonly<Record<Dtype, readonly (readonly Dtype[])[]>>;
}

type Values = readonly Value[];
type ListFunction = (...values: Value[]) => Value[];
type Call = (...args: readonly unknown[]) => Value | Values;

const MOST_ORDERS = 3;

/** Calls the op with its samples in every way that the table tells of. */
export function probe(op: AnyOp): Facts {
  const own = samplesOf(op);
  const samples = own.length > 0 ? own : [{ args: [{ shape: [2, 3] }] }];
  const call = op as unknown as Call;
  // More than one draw of each, lest a mask be true everywhere.
  const draws = samples.flatMap((sample) =>
    [1, 2, 3].map((seed): readonly unknown[] => drawArgs(sample, new Generator(seed), "float64")),
  );
  const smooth = draws
    .map((args) => ({ f: floatFunction(call, args), inputs: valuesIn(args).filter(isFloat) }))
    .filter(({ f, inputs }) => inputs.length > 0 && f(...inputs).length > 0);
  return {
    orders: smooth.length === 0 ? null : Math.min(...smooth.map(({ f, inputs }) => ordersOf(f, inputs))),
    isFlat: smooth.every(({ f, inputs }) => isZero(gradientsOf(f, inputs))),
    hasJvp: smooth.length === 0 ? null : smooth.every(({ f, inputs }) => works(() => jvp(f, inputs, inputs))),
    vmap: draws.every((args) => works(() => mapped(call, args))) ? batchingOf(op) : "none",
    dynamicShape: op.dynamicShape,
    dtypes: {
      float32: resultDtypes(call, draws, "float32"),
      float64: resultDtypes(call, draws, "float64"),
      int32: resultDtypes(call, draws, "int32"),
      bool: resultDtypes(call, draws, "bool"),
    },
  };
}

const outputsOf = (output: Value | Values): Value[] => (output instanceof Value ? [output] : [...output]);

const isFloat = (value: Value): boolean => value.dtype.startsWith("float");

/** The Values among the arguments, lists spread. */
function valuesIn(args: readonly unknown[]): Value[] {
  return args.flatMap((arg) => (Array.isArray(arg) ? valuesIn(arg) : arg instanceof Value ? [arg] : []));
}

/** The arguments with others in place of the Values. */
function replaceValues(args: readonly unknown[], replace: (value: Value) => Value): unknown[] {
  return args.map((arg) =>
    Array.isArray(arg) ? replaceValues(arg, replace) : arg instanceof Value ? replace(arg) : arg,
  );
}

/** The op as a function of its float arguments with its float outputs. */
function floatFunction(call: Call, args: readonly unknown[]): ListFunction {
  return (...floats) => {
    let next = 0;
    const output = call(...replaceValues(args, (value) => (isFloat(value) ? floats[next++] : value)));
    return outputsOf(output).filter(isFloat);
  };
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function gradientsOf(f: ListFunction, inputs: Values): Value[] {
  const [outputs, pullback] = vjp(f, ...inputs);
  const generator = new Generator(2);
  return pullback(
    outputs.map((output) => generator.normal(output.shape, { dtype: "float64" }).to(output.dtype)),
  );
}

const isZero = (values: Values): boolean => values.every((value) => value.data.every((x: number) => x === 0));

function ordersOf(f: ListFunction, inputs: Values): number {
  let gradient = f;
  for (let order = 0; order < MOST_ORDERS; order++) {
    const before = gradient;
    gradient = (...values) => gradientsOf(before, values);
    if (!works(() => gradient(...inputs))) return order;
  }
  return MOST_ORDERS;
}

/** The op over two examples of each Value, every argument with a leading axis of them. */
function mapped(call: Call, args: readonly unknown[]): unknown {
  const values = valuesIn(args);
  const f: ListFunction = (...examples) => {
    let next = 0;
    return outputsOf(call(...replaceValues(args, () => examples[next++])));
  };
  return vmap(f)(...values.map((value) => stack([value, value])));
}

function batchingOf(op: AnyOp): Facts["vmap"] {
  if (op.batch === "loop") return "loop";
  return op.batch === undefined ? "composed" : "rule";
}

/** The dtypes of the outputs with float arguments replaced by those of `dtype`, for each sample that works so. */
function resultDtypes(call: Call, draws: readonly (readonly unknown[])[], dtype: Dtype): Dtype[][] {
  return draws.flatMap((args) => {
    const values = valuesIn(args);
    const replaced = values.some(isFloat) ? values.filter(isFloat) : values.slice(0, 1);
    const replace = (value: Value): Value =>
      replaced.includes(value) ? full(value.shape, 1, { dtype: "float64" }).to(dtype) : value;
    try {
      return [outputsOf(call(...replaceValues(args, replace))).map((value) => value.dtype)];
    } catch {
      return [];
    }
  });
}
