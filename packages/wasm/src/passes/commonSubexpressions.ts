import { type Call, Constant, type Graph, type Instruction } from "../graph/graph.ts";
import { Numbering } from "../graph/numbering.ts";
import { rebuild } from "../graph/rebuild.ts";

/** Computes once what several calls compute from the same operands: ops are functions of their arguments. */
export function mergeCommonSubexpressions(graph: Graph): Graph {
  const numbering = new Numbering();
  const [list, record] = [{}, {}].map((tag) => numbering.of(tag));
  const numberOf = (arg: unknown): number => {
    if (arg instanceof Constant && typeof arg.data === "number")
      return numbering.of(`${arg.dtype}[${arg.shape.join()}] ${textOf(arg.data)}`);
    if (typeof arg === "number") return numbering.of(textOf(arg));
    if (typeof arg === "string") return numbering.of(`string ${arg}`);
    if (Array.isArray(arg)) return arg.reduce((key, part) => numbering.pair(key, numberOf(part)), list);
    // Of other objects, such as typed arrays, only the same one is the same.
    if (typeof arg !== "object" || arg === null || Object.getPrototypeOf(arg) !== Object.prototype)
      return numbering.of(arg);
    return Object.entries(arg).reduce(
      (key, [name, part]) => numbering.pair(numbering.pair(key, numberOf(name)), numberOf(part)),
      record,
    );
  };
  const first = new Map<number, Call>();
  return rebuild(graph, (call): readonly Instruction[] | null => {
    let key = numbering.of(call.op);
    for (const arg of call.args) key = numbering.pair(key, numberOf(arg));
    const earlier = first.get(key);
    if (earlier !== undefined) return earlier.results;
    first.set(key, call);
    return null;
  });
}

/** A number as text, apart from other texts; −0 is another number than 0. */
const textOf = (x: number): string => (Object.is(x, -0) ? "number -0" : `number ${x}`);
