import { Constant, type Instruction, Outside, type Result } from "../../graph/graph.ts";
import { Numbering } from "../../graph/numbering.ts";
import { elementOf } from "./element.ts";

/** Calls that are alike, to be made as one call on vectors. */
export interface Vector {
  /** What the calls give, lane by lane. */
  readonly lanes: readonly Result[];
  /** What each operand is, for all lanes. */
  readonly operands: readonly Operand[];
}

/** An operand of all lanes: one number for all, a number each from outside, or evenly spaced lanes of another vector. */
export type Operand =
  | { readonly kind: "one"; readonly instruction: Instruction }
  | { readonly kind: "several"; readonly instructions: readonly Instruction[] }
  | ({ readonly kind: "lanes"; readonly vector: Vector } & Spacing);

/** Every `step`-th lane from `start` on. */
export interface Spacing {
  readonly start: number;
  readonly step: number;
}

/** Where a number is to be found. */
export interface Lane {
  readonly vector: Vector;
  readonly lane: number;
}

/** What becomes of single numbers. */
export interface Vectors {
  /** Those that are lanes of a vector. */
  readonly places: ReadonlyMap<Instruction, Lane>;
  /** Those that another call computes from the same operands. */
  readonly copies: ReadonlyMap<Instruction, Instruction>;
}

/**
 * Makes vectors of groups of calls that are alike, such that lanes meet lanes in order: calls that do not fit stay as they are.
 * @param groups in an order in which they can run.
 * @param fewest how many lanes a vector has at least.
 */
export function makeVectors(groups: readonly (readonly Result[])[], fewest: number): Vectors {
  const places = new Map<Instruction, Lane>();
  const copies = new Map<Instruction, Instruction>();
  const numbering = new Numbering();
  /** Calls with the same key take each operand from the same vector, from the same call, or each from outside. */
  const keyOf = ({ call }: Result): number => {
    let key = 0;
    for (const operand of call.operands) {
      const original = copies.get(operand) ?? operand;
      const vector = places.get(original)?.vector;
      const isAny = vector === undefined && isLeaf(original);
      key = numbering.pair(key, isAny ? 0 : numbering.of(vector ?? original) + 1);
    }
    return key;
  };
  for (const group of groups) {
    for (const family of groupBy(group, keyOf)) {
      const slots = family[0].call.operands.map((_, i) =>
        family.map(({ call }) => copies.get(call.operands[i]) ?? call.operands[i]),
      );
      /** The lanes that the calls take, of each operand that is one. */
      const taken = slots
        .filter((slot) => places.has(slot[0]))
        .map((slot) => slot.map((operand) => (places.get(operand) as Lane).lane));
      for (const part of inStep(Array.from(family.keys()), taken)) {
        for (const run of evenRuns(part, taken)) {
          const lanes = run.map((i) => family[i]);
          const operands = slots.map((slot) => run.map((i) => slot[i])).map((all) => operandOf(all, places));
          if (operands.every(({ kind }) => kind === "one")) {
            for (let i = 1; i < lanes.length; i++) copies.set(lanes[i], lanes[0]);
          } else if (lanes.length >= fewest) {
            const vector = { lanes, operands };
            lanes.forEach((result, lane) => places.set(result, { vector, lane }));
          }
        }
      }
    }
  }
  return { places, copies };
}

/** Whether calls that are alike can have different ones of it: it is there before all of them. */
function isLeaf(operand: Instruction): boolean {
  if (operand instanceof Outside) return operand.source.kind === "argument";
  return operand instanceof Constant || elementOf(operand) !== null;
}

/** The indices of calls in the order of the lanes that they take, and apart where several take the same one. */
function inStep(indices: number[], taken: readonly (readonly number[])[]): number[][] {
  let lanes: readonly number[] = [];
  let most = 1;
  for (const list of taken) {
    const distinct = new Set(list).size;
    if (distinct > most) [lanes, most] = [list, distinct];
  }
  if (lanes.length === 0) return [indices];
  indices.sort((a, b) => lanes[a] - lanes[b] || a - b);
  const parts: number[][] = [];
  let repeated = 0;
  indices.forEach((index, i) => {
    repeated = i > 0 && lanes[index] === lanes[indices[i - 1]] ? repeated + 1 : 0;
    if (repeated === parts.length) parts.push([]);
    parts[repeated].push(index);
  });
  return parts;
}

/** Cuts a list of calls where they no longer take evenly spaced lanes, or always the same, of each operand. */
function evenRuns(part: readonly number[], taken: readonly (readonly number[])[]): number[][] {
  const runs: number[][] = [];
  let begin = 0;
  for (let i = 1; i <= part.length; i++) {
    const goesOn =
      i < part.length &&
      taken.every((lanes) => {
        const step = lanes[part[begin + 1]] - lanes[part[begin]];
        return step >= 0 && lanes[part[i]] - lanes[part[i - 1]] === step;
      });
    if (goesOn) continue;
    runs.push(part.slice(begin, i));
    begin = i;
  }
  return runs;
}

/** What an operand is for all lanes. */
function operandOf(instructions: readonly Instruction[], places: ReadonlyMap<Instruction, Lane>): Operand {
  const [first] = instructions;
  if (instructions.every((instruction) => instruction === first)) return { kind: "one", instruction: first };
  const [lane, next] = instructions.map((instruction) => places.get(instruction));
  if (lane === undefined || next === undefined) return { kind: "several", instructions };
  return { kind: "lanes", vector: lane.vector, start: lane.lane, step: next.lane - lane.lane };
}

/** How numbers are spaced; null if not evenly and upwards. */
export function spacingOf(places: readonly number[]): Spacing | null {
  const [start] = places;
  const step = places.length === 1 ? 1 : places[1] - start;
  return step >= 1 && places.every((place, i) => place === start + i * step) ? { start, step } : null;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Iterable<T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups.values();
}
