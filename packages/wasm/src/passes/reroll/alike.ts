import { type Call, Constant, Instruction, Outside, type Result } from "../../graph/graph.ts";
import { entrywise, toDtype, where } from "../../lower/entrywise.ts";
import { identity } from "../../lower/layout.ts";
import { ruleOf } from "../../lower/rules.ts";
import { elementOf } from "./element.ts";

/**
 * Calls that do the same to numbers of the same origin, apart from each other by constants, by arguments and by which element
 * of an array they take. Lists of results, each after those that it depends on; only such with at least `fewest`.
 */
export function groupAlike(calls: readonly Call[], fewest: number): Result[][] {
  const kinds = new Numbering();
  const kindOf = new Map<Instruction, number>();
  const find = (operand: Instruction): number => {
    const known = kindOf.get(operand);
    if (known !== undefined) return known;
    const kind = kinds.of(originOf(operand));
    kindOf.set(operand, kind);
    return kind;
  };
  const rows: Result[] = [];
  for (const call of calls) {
    if (!isEntrywise(call)) continue;
    const [result] = call.results;
    let kind = kinds.of(call.op);
    for (const arg of call.args)
      kind = kinds.pair(kind, arg instanceof Instruction ? find(arg) : kinds.of(arg));
    kindOf.set(result, kind);
    rows.push(result);
  }
  const counts = new Map<number, number>();
  for (const row of rows) {
    const kind = kindOf.get(row) as number;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const groups = new Map<number, Result[]>();
  for (const row of rows) {
    const kind = kindOf.get(row) as number;
    if ((counts.get(kind) as number) < fewest) continue;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [row]);
    else group.push(row);
  }
  return Array.from(groups.values());
}

/** Whether a call computes a single number, as it would each entry of arrays. */
export function isEntrywise(call: Call): boolean {
  if (call.results.length !== 1 || call.results[0].shape.length > 0 || call.op.batch === undefined)
    return false;
  if (call.operands.some(({ shape }) => shape.length > 0)) return false;
  const rule = ruleOf(call);
  return rule === entrywise || rule === toDtype || rule === where || rule === identity;
}

/** What operands of calls that are alike have in common: all or only the kind of place that the numbers come from. */
function originOf(operand: Instruction): unknown {
  if (operand instanceof Constant) return `constant ${operand.dtype}`;
  if (operand instanceof Outside && operand.source.kind === "argument") return `argument ${operand.dtype}`;
  return elementOf(operand)?.array ?? operand;
}

/** Small numbers for things, equal ones for equal things. */
class Numbering {
  readonly #things = new Map<unknown, number>();
  readonly #pairs = new Map<number, number>();
  #next = 0;

  of(thing: unknown): number {
    const known = this.#things.get(thing);
    if (known !== undefined) return known;
    this.#things.set(thing, this.#next);
    return this.#next++;
  }

  pair(a: number, b: number): number {
    const key = a * 2 ** 26 + b;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    this.#pairs.set(key, this.#next);
    return this.#next++;
  }
}
