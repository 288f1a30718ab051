import { readdirSync, readFileSync } from "node:fs";
import { type Dtype, grad, jvp, registry, tensor, Value } from "@chainrule/autograd";

/*
 * Calls of ops with what PyTorch gives for them: values, gradients and second gradients, at kinks, ties and infinities too.
 */

interface TensorData {
  shape: number[];
  dtype: Dtype;
  data: (number | string)[];
}
export interface TorchCase {
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

const fixtures = new URL("fixtures/", import.meta.url);

/** All cases of the files `torch-*.json`. */
export const torchCases: readonly TorchCase[] = readdirSync(fixtures)
  .filter((file) => /^torch-.*\.json$/.test(file))
  .flatMap(
    (file) => (JSON.parse(readFileSync(new URL(file, fixtures), "utf8")) as { cases: TorchCase[] }).cases,
  );

const isTensor = (arg: unknown): arg is TensorData =>
  typeof arg === "object" && arg !== null && "data" in arg;
const isList = (arg: unknown): arg is TensorData[] =>
  Array.isArray(arg) && arg.length > 0 && arg.every(isTensor);
const read = ({ shape, dtype, data }: TensorData, requiresGrad = false): Value =>
  tensor(data.map(Number), { shape, dtype, requiresGrad: requiresGrad && dtype.startsWith("float") });

/** Throws unless shape, dtype and all entries are those of PyTorch. */
function compare(actual: Value, expected: TensorData, what: string): void {
  const [kind, expectedKind] = [actual, expected].map(
    ({ shape, dtype }) => `${dtype} of shape [${shape.join(", ")}]`,
  );
  if (kind !== expectedKind) throw new Error(`${what} is ${kind}, PyTorch has ${expectedKind}.`);
  const relative = expected.dtype === "float64" ? 1e-12 : expected.dtype === "float32" ? 1e-6 : 0;
  expected.data.map(Number).forEach((x, i) => {
    const got = actual.data[i];
    if (Object.is(got, x) || Math.abs(got - x) <= relative * Math.max(1, Math.abs(x))) return;
    throw new Error(`${what}[${i}] is ${got}, PyTorch has ${x}.`);
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
function argsOf(testCase: TorchCase, tensors: Value[]): unknown[] {
  let next = 0;
  return testCase.args.map((arg) =>
    isTensor(arg) ? tensors[next++] : isList(arg) ? arg.map(() => tensors[next++]) : plain(arg),
  );
}

/** Forward mode entry by entry: the tangent of the output, weighted by the cotangent, is that entry of PyTorch's gradient. */
function checkForward(
  testCase: TorchCase,
  op: (...args: unknown[]) => Value,
  tensors: readonly Value[],
  cotangent: Value,
): void {
  testCase.gradients?.forEach((expected, i) => {
    if (expected === null || !tensors[i].requiresGrad) return;
    if (![...expected.data, ...cotangent.data].every(Number.isFinite)) return;
    const f = (x: Value): Value => op(...argsOf(testCase, tensors.with(i, x)));
    const entries = expected.data.map((_, entry) => {
      const tangent = new Float64Array(expected.data.length);
      tangent[entry] = 1;
      const [, pushed] = jvp(
        f,
        tensors[i].detach(),
        tensor(tangent, { shape: expected.shape, dtype: expected.dtype }),
      );
      return pushed.to("float64").mul(cotangent.to("float64")).sum().item();
    });
    const forward = tensor(entries, { shape: expected.shape, dtype: expected.dtype });
    compare(forward, expected, `forward derivative ${i}`);
  });
}

/** Throws where this package and PyTorch disagree. */
export function checkTorchCase(testCase: TorchCase): void {
  const op = (...args: unknown[]): Value => {
    const output = (registry[testCase.op] as (...args: unknown[]) => Value | Value[])(...args);
    return output instanceof Value ? output : output[testCase.part ?? 0];
  };
  const tensors = testCase.args
    .flatMap((arg) => (isTensor(arg) ? [arg] : isList(arg) ? arg : []))
    .map((data) => read(data, true));
  const output = op(...argsOf(testCase, tensors));
  compare(output, testCase.output, "output");
  if (testCase.cotangent === undefined || testCase.gradients === undefined) return;

  const cotangent = read(testCase.cotangent);
  if (output.requiresGrad) output.backward(cotangent);
  testCase.gradients.forEach((expected, i) => {
    if (expected !== null) compare(tensors[i].grad ?? tensors[i].mul(0), expected, `gradient ${i}`);
  });

  checkForward(testCase, op, tensors, cotangent);

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
    compare(second, secondGradients[floats[j]] as TensorData, `second gradient ${floats[j]}`);
  });
}
