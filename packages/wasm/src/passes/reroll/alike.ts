import type { AnyOp } from "@chainrule/autograd";
import { Call, Constant, Instruction, Outside, type Result } from "../../graph/graph.ts";
import { Numbering } from "../../graph/numbering.ts";
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
  const kindsOfRows: number[] = [];
  const counts: number[] = [];
  for (const call of calls) {
    if (!isScalar(call)) continue;
    const [result] = call.results;
    let kind = kinds.of(call.op);
    for (const arg of call.args)
      kind = kinds.pair(kind, arg instanceof Instruction ? find(arg) : kinds.of(arg));
    kindOf.set(result, kind);
    rows.push(result);
    kindsOfRows.push(kind);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const groups = new Map<number, Result[]>();
  rows.forEach((row, i) => {
    const kind = kindsOfRows[i];
    if (counts[kind] < fewest) return;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [row]);
    else group.push(row);
  });
  return Array.from(groups.values());
}

/** Whether a call computes a single number, as it would each entry of arrays. */
export function isScalar({ op, operands, results }: Call): boolean {
  if (results.length !== 1 || results[0].shape.length > 0) return false;
  for (const { shape } of operands) if (shape.length > 0) return false;
  return op.batch !== undefined && isEntrywise(op);
}

const entrywiseOps = new WeakMap<AnyOp, boolean>();

function isEntrywise(op: AnyOp): boolean {
  const known = entrywiseOps.get(op);
  if (known !== undefined) return known;
  const rule = ruleOf(new Call(op, [], []));
  const isOne = rule === entrywise || rule === toDtype || rule === where || rule === identity;
  entrywiseOps.set(op, isOne);
  return isOne;
}

/** What operands of calls that are alike have in common: all or only the kind of place that the numbers come from. */
function originOf(operand: Instruction): unknown {
  if (operand instanceof Constant) return `constant ${operand.dtype}`;
  if (operand instanceof Outside && operand.source.kind === "argument") return `argument ${operand.dtype}`;
  return elementOf(operand)?.array ?? operand;
}
