import { add, mul, neg, type OpName, permute, reciprocal, reshape, square, sub } from "@chainrule/autograd";
import { type Call, Constant, type Graph, type Instruction } from "../graph/graph.ts";
import { madeBy, type Rebuilder, rebuild, uniform } from "../graph/rebuild.ts";

type Simplification = (call: Call, rebuilder: Rebuilder) => Instruction | null;

/** Algebra that changes no bit of a result (of small powers, the last), and layouts of layouts. */
export function simplify(graph: Graph): Graph {
  return rebuild(graph, (call, rebuilder) => {
    const simpler = simplifications[call.name as OpName]?.(call, rebuilder) ?? null;
    return simpler && [simpler];
  });
}

const first: Simplification = ({ operands }) => operands[0];

/** An operand that already is what the call would make of it. */
const unchanged: Simplification = ({ operands: [x], results: [result] }) =>
  x.dtype === result.dtype && isSame(x.shape, result.shape) ? x : null;

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis]);

/** Equal entries stay equal in another shape. */
const spread: Simplification = ({ operands: [x], results: [result] }) => {
  const number = uniform(x);
  return number === undefined ? null : new Constant(x.dtype, result.shape, number);
};

const simplifications: Readonly<Partial<Record<OpName, Simplification>>> = {
  clone: first,
  detach: first,
  to: unchanged,
  reshape: (call, rebuilder) => {
    const inner = madeBy(call.operands[0], "reshape");
    const [x] = (inner ?? call).operands;
    const [result] = call.results;
    if (isSame(x.shape, result.shape)) return x;
    return inner === null ? spread(call, rebuilder) : rebuilder.call(reshape, [x, result.shape], result);
  },
  permute: (call, rebuilder) => {
    const inner = madeBy(call.operands[0], "permute");
    const before = inner?.args[1] as readonly number[] | undefined;
    const outer = call.args[1] as readonly number[];
    const axes = before === undefined ? outer : outer.map((axis) => before[axis]);
    const [x] = (inner ?? call).operands;
    if (axes.every((axis, i) => axis === i)) return x;
    return inner === null ? spread(call, rebuilder) : rebuilder.call(permute, [x, axes], call.results[0]);
  },
  broadcastTo: (call, rebuilder) => {
    const inner = madeBy(call.operands[0], "broadcastTo");
    return (
      unchanged(call, rebuilder) ??
      spread(call, rebuilder) ??
      (inner && rebuilder.call(call.op, [inner.operands[0], call.args[1]], call.results[0]))
    );
  },
  // A sum over axes of extent 1 adds nothing up.
  sum: ({ operands: [x], args, results: [result] }, rebuilder) => {
    const axes = args[1] as readonly number[];
    if (!axes.every((axis) => x.shape[axis] === 1) || x.dtype !== result.dtype) return null;
    const inner = madeBy(x, "reshape");
    const [whole] = inner?.operands ?? [x];
    return isSame(whole.shape, result.shape) ? whole : rebuilder.call(reshape, [whole, result.shape], result);
  },
  add: ({ operands: [x, y], results: [result] }, rebuilder) => {
    const [left, right] = [madeBy(x, "neg"), madeBy(y, "neg")];
    if (right !== null) return rebuilder.call(sub, [x, right.operands[0]], result);
    return left && rebuilder.call(sub, [y, left.operands[0]], result);
  },
  sub: ({ operands: [x, y], results: [result] }, rebuilder) => {
    if (Object.is(uniform(y), 0)) return x;
    const right = madeBy(y, "neg");
    return right && rebuilder.call(add, [x, right.operands[0]], result);
  },
  mul: ({ operands: [x, y], results: [result] }, rebuilder) => {
    for (const [number, other] of [
      [uniform(x), y],
      [uniform(y), x],
    ] as const) {
      if (number === 1) return other;
      if (number === -1 && result.dtype !== "bool") return rebuilder.call(neg, [other], result);
    }
    return null;
  },
  div: ({ operands: [x, y], results: [result] }, rebuilder) => {
    const divisor = uniform(y);
    if (divisor === 1) return x;
    // The reciprocal of a power of two is exact.
    if (divisor === undefined || Math.abs(Math.log2(Math.abs(divisor))) > 100) return null;
    const isPower = Number.isInteger(Math.log2(Math.abs(divisor)));
    return isPower ? rebuilder.call(mul, [x, new Constant(y.dtype, y.shape, 1 / divisor)], result) : null;
  },
  neg: ({ operands: [x] }) => madeBy(x, "neg")?.operands[0] ?? null,
  pow: ({ operands: [x, y], results: [result] }, rebuilder) => {
    const exponent = uniform(y);
    if (!result.dtype.startsWith("float")) return null;
    if (exponent === 1) return x;
    if (exponent === -1) return rebuilder.call(reciprocal, [x], result);
    if (exponent !== 2 && exponent !== 3 && exponent !== 4) return null;
    const squared = rebuilder.call(square, [x], result);
    if (exponent === 2) return squared;
    return exponent === 3
      ? rebuilder.call(mul, [squared, x], result)
      : rebuilder.call(square, [squared], result);
  },
};
