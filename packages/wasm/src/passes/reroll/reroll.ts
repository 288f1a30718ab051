import { add, concat, type Dtype, reshape, slice, sum, type Value } from "@chainrule/autograd";
import { allocate, sizeOf } from "@chainrule/autograd/engine";
import { Call, Constant, type Graph, Instruction, withOperands } from "../../graph/graph.ts";
import { inline } from "../../graph/inline.ts";
import { groupAlike } from "./alike.ts";
import { type Chain, type Chains, findChains } from "./chains.ts";
import { elementOf } from "./element.ts";
import { makeVectors, type Operand, type Spacing, spacingOf, type Vector, type Vectors } from "./vectors.ts";

/** With fewer lanes, a loop does not pay. */
const FEWEST = 8;

/**
 * Turns calls on single numbers that repeat, such as those of a loop over examples, into calls on vectors, and additions of
 * what these give into sums.
 */
export function reroll(graph: Graph): Graph {
  const groups = groupAlike(graph.calls, FEWEST);
  if (groups.length === 0) return graph;
  const vectors = makeVectors(groups, FEWEST);
  return isWorthwhile(vectors) ? new Rerolling(graph, vectors).run() : graph;
}

/** Whether fewer numbers are copied into vectors than are computed in them. */
function isWorthwhile({ places }: Vectors): boolean {
  let copied = 0;
  for (const { operands } of new Set(Array.from(places.values(), ({ vector }) => vector)))
    for (const operand of operands)
      if (operand.kind === "several" && !operand.instructions.every(isConstant))
        copied += operand.instructions.length;
  return places.size > copied;
}

const isConstant = (instruction: Instruction): instruction is Constant => instruction instanceof Constant;

/** The graph with vectors, in the making. */
class Rerolling {
  readonly #graph: Graph;
  readonly #vectors: Vectors;
  readonly #chains: Chains;
  readonly #calls: Call[] = [];
  readonly #made = new Map<Vector, Instruction>();
  readonly #replaced = new Map<Instruction, Instruction>();
  readonly #constants = new Map<string, Constant>();

  constructor(graph: Graph, vectors: Vectors) {
    this.#graph = graph;
    this.#vectors = vectors;
    this.#chains = findChains(graph, vectors.places, FEWEST);
  }

  run(): Graph {
    const { places, copies } = this.#vectors;
    const { ends, inner } = this.#chains;
    for (const call of this.#graph.calls) {
      const [result] = call.results;
      if (places.has(result) || copies.has(result) || inner.has(result)) continue;
      const chain = ends.get(result);
      if (chain !== undefined) this.#replaced.set(result, this.#chain(chain, result.dtype));
      else this.#copy(call);
    }
    const results = Array.from(this.#graph.results, ([value, end]): [Value, Instruction] => [
      value,
      this.#find(end),
    ]);
    return { calls: this.#calls, results: new Map(results) };
  }

  #copy(original: Call): void {
    const args = withOperands(original.args, (operand) => this.#find(operand));
    const call = args === original.args ? original : new Call(original.op, args, original.results);
    this.#calls.push(call);
    if (call !== original)
      original.results.forEach((result, i) => this.#replaced.set(result, call.results[i]));
  }

  /** What is in the place of an instruction. */
  #find(instruction: Instruction): Instruction {
    const original = this.#vectors.copies.get(instruction) ?? instruction;
    const known = this.#replaced.get(original);
    if (known !== undefined) return known;
    const place = this.#vectors.places.get(original);
    if (place === undefined) return original;
    const one = this.#lanes(place.vector, { start: place.lane, step: 1 }, 1);
    const number = this.#call(reshape, [one, []], original.dtype, []);
    this.#replaced.set(original, number);
    return number;
  }

  #call(op: Call["op"], args: readonly unknown[], dtype: Dtype, shape: readonly number[]): Instruction {
    const call = new Call(op, args, [{ dtype, shape }]);
    this.#calls.push(call);
    return call.results[0];
  }

  /** Entries of an array of rank 1. */
  #take(array: Instruction, { start, step }: Spacing, length: number): Instruction {
    if (start === 0 && step === 1 && length === array.shape[0]) return array;
    return this.#call(slice, [array, { axis: 0, start, step, length }], array.dtype, [length]);
  }

  #lanes(vector: Vector, spacing: Spacing, length: number): Instruction {
    return this.#take(this.#make(vector), spacing, length);
  }

  /** The sum of lanes and of the rest. */
  #chain({ sums, rest }: Chain, dtype: Dtype): Instruction {
    const terms = sums.map(({ vector, count, ...spacing }) =>
      this.#call(sum, [this.#lanes(vector, spacing, count), [0]], dtype, []),
    );
    for (const term of rest) terms.push(this.#find(term));
    return terms.reduce((total, term) => this.#call(add, [total, term], dtype, []));
  }

  /** A vector, and before it those that it is computed from, without recursion: they can be many. */
  #make(vector: Vector): Instruction {
    const open = [vector];
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      const missing = next.operands.flatMap((operand) =>
        operand.kind === "lanes" && !this.#made.has(operand.vector) ? [operand.vector] : [],
      );
      if (missing.length > 0) open.push(...missing);
      else {
        open.pop();
        if (!this.#made.has(next)) this.#made.set(next, this.#batch(next));
      }
    }
    return this.#made.get(vector) as Instruction;
  }

  /** One call for all lanes, by the op's rule for examples. */
  #batch({ lanes, operands }: Vector): Instruction {
    const { op, args } = lanes[0].call;
    const isBatched = operands.map(({ kind }) => kind !== "one");
    let next = 0;
    const placed = args.map((arg) =>
      arg instanceof Instruction ? this.#operand(operands[next++], lanes.length) : arg,
    );
    const batch = op.batch as (size: number, isBatched: readonly boolean[], ...args: unknown[]) => Value;
    const [result] = inline(
      (...given: unknown[]) => batch(lanes.length, isBatched, ...given),
      placed,
      (call) => this.#calls.push(call),
    );
    return result;
  }

  #operand(operand: Operand, length: number): Instruction {
    if (operand.kind === "one") return this.#find(operand.instruction);
    if (operand.kind === "lanes") return this.#lanes(operand.vector, operand, length);
    const { instructions } = operand;
    return instructions.every(isConstant) ? this.#constant(instructions) : this.#gather(instructions);
  }

  #constant(instructions: readonly Constant[]): Constant {
    const { dtype } = instructions[0];
    const numbers = allocate(dtype, instructions.length);
    instructions.forEach(({ data }, i) => {
      numbers[i] = data as number;
    });
    const isUniform = numbers.every((number) => Object.is(number, numbers[0]));
    const key = `${dtype}:${Array.from(numbers, (x) => (Object.is(x, -0) ? "-0" : x)).join()}`;
    const known =
      this.#constants.get(key) ?? new Constant(dtype, [numbers.length], isUniform ? numbers[0] : numbers);
    this.#constants.set(key, known);
    return known;
  }

  /** Numbers from outside, side by side: a view, if they lie evenly spaced in an array. */
  #gather(instructions: readonly Instruction[]): Instruction {
    const { dtype } = instructions[0];
    const array = elementOf(instructions[0])?.array;
    if (array === undefined) {
      const parts = instructions.map((one) => this.#call(reshape, [one, [1]], dtype, [1]));
      return this.#call(concat, [parts, 0], dtype, [parts.length]);
    }
    const flat = this.#call(reshape, [this.#find(array), [sizeOf(array.shape)]], dtype, [
      sizeOf(array.shape),
    ]);
    const elements = instructions.map((one) => elementOf(one)?.place as number);
    const spacing = spacingOf(elements);
    if (spacing !== null) return this.#take(flat, spacing, elements.length);
    const parts = elements.map((start) => this.#take(flat, { start, step: 1 }, 1));
    return this.#call(concat, [parts, 0], dtype, [parts.length]);
  }
}
