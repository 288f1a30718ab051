import { type Graph, type Instruction, Result } from "../../graph/graph.ts";
import { isScalar } from "./alike.ts";
import { type Lane, type Spacing, type Vector } from "./vectors.ts";

/** The sum of `count` evenly spaced lanes. */
interface Sum extends Spacing {
  readonly vector: Vector;
  readonly count: number;
}

/** A number that is a sum: of lanes of vectors, and of what else there is to add. */
export interface Chain {
  readonly sums: readonly Sum[];
  readonly rest: readonly Instruction[];
}

export interface Chains {
  /** By the last addition. */
  readonly ends: ReadonlyMap<Instruction, Chain>;
  /** The additions before. */
  readonly inner: ReadonlySet<Instruction>;
}

/**
 * Additions of single numbers that nobody needs but the next addition, as sums over lanes.
 * @param fewest how many lanes of a vector there are to be in a sum at least.
 */
export function findChains(graph: Graph, places: ReadonlyMap<Instruction, Lane>, fewest: number): Chains {
  /** How often the result of each addition is read. */
  const uses = new Map<Instruction, number>();
  for (const call of graph.calls) {
    const [result] = call.results;
    if (call.name === "add" && result.dtype.startsWith("float") && isScalar(call) && !places.has(result))
      uses.set(result, 0);
  }
  const count = (instruction: Instruction): void => {
    const known = uses.get(instruction);
    if (known !== undefined) uses.set(instruction, known + 1);
  };
  for (const { operands } of graph.calls) operands.forEach(count);
  for (const end of graph.results.values()) count(end);
  /** Those that only another addition reads. */
  const inner = new Set<Instruction>();
  for (const addition of uses.keys())
    for (const operand of (addition as Result).call.operands) if (uses.get(operand) === 1) inner.add(operand);
  const ends = new Map<Instruction, Chain>();
  const replaced = new Set<Instruction>();
  for (const addition of uses.keys()) {
    if (inner.has(addition)) continue;
    const { terms, additions } = follow(addition as Result, inner);
    const chain = chainOf(terms, places, fewest);
    if (chain.sums.length === 0) continue;
    ends.set(addition, chain);
    for (const other of additions) replaced.add(other);
  }
  return { ends, inner: replaced };
}

/** What a chain adds up, in order, and the additions that do it but the last. */
function follow(
  end: Result,
  inner: ReadonlySet<Instruction>,
): { terms: Instruction[]; additions: Instruction[] } {
  const terms: Instruction[] = [];
  const additions: Instruction[] = [];
  const open: Instruction[] = end.call.operands.toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof Result && inner.has(next)) {
      additions.push(next);
      open.push(...next.call.operands.toReversed());
    } else terms.push(next);
  }
  return { terms, additions };
}

function chainOf(
  terms: readonly Instruction[],
  places: ReadonlyMap<Instruction, Lane>,
  fewest: number,
): Chain {
  const taken = new Map<Vector, number[]>();
  for (const term of terms) {
    const place = places.get(term);
    if (place === undefined) continue;
    const list = taken.get(place.vector);
    if (list === undefined) taken.set(place.vector, [place.lane]);
    else list.push(place.lane);
  }
  const sums: Sum[] = [];
  /** How often a term is in these. */
  const summed = new Map<Instruction, number>();
  for (const [vector, lanes] of taken) {
    for (const run of evenRuns(lanes.sort((a, b) => a - b))) {
      if (run.length < fewest) continue;
      sums.push({ vector, start: run[0], step: run[1] - run[0], count: run.length });
      for (const lane of run) summed.set(vector.lanes[lane], (summed.get(vector.lanes[lane]) ?? 0) + 1);
    }
  }
  const rest = terms.filter((term) => {
    const times = summed.get(term) ?? 0;
    if (times > 0) summed.set(term, times - 1);
    return times === 0;
  });
  return { sums, rest };
}

/** Numbers in ascending order, cut where they are not evenly spaced, or equal. */
function evenRuns(numbers: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const x of numbers) {
    const run = runs.at(-1);
    const step = run === undefined || run.length < 2 ? null : run[1] - run[0];
    const last = run?.at(-1) ?? x;
    if (run !== undefined && x > last && (step === null || x - last === step)) run.push(x);
    else runs.push([x]);
  }
  return runs;
}
