import { inside } from "./emit/expression.ts";
import type { Expression, View } from "./ir.ts";

/** Replaces what has been written by a read. */
export function shortener(
  writtenAs: (expression: Expression) => View | undefined,
): (expression: Expression) => Expression {
  const done = new Map<Expression, Expression>();
  return (root) => {
    const open: [expression: Expression, isReady: boolean][] = [[root, false]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [expression, isReady] = next;
      if (done.has(expression)) continue;
      const view = writtenAs(expression);
      if (view !== undefined) done.set(expression, { kind: "read", dtype: expression.dtype, view });
      else if (isReady || expression.kind !== "call") done.set(expression, withOperands(expression, done));
      else {
        open.push([expression, true]);
        for (const operand of expression.operands) open.push([operand, false]);
      }
    }
    return done.get(root) as Expression;
  };
}

/** An expression whose operands are what others have become. */
function withOperands(expression: Expression, done: ReadonlyMap<Expression, Expression>): Expression {
  if (expression.kind !== "call") return expression;
  const operands = expression.operands.map((operand) => done.get(operand) as Expression);
  return operands.every((operand, i) => operand === expression.operands[i])
    ? expression
    : { ...expression, operands };
}

/** Changes expressions from within: `change` is given each after its operands. What has been changed is known from then on. */
export function changer(change: (expression: Expression) => Expression): (root: Expression) => Expression {
  const done = new Map<Expression, Expression>();
  return (root) => {
    for (const expression of inside([root]).keys())
      if (!done.has(expression)) done.set(expression, change(withOperands(expression, done)));
    return done.get(root) as Expression;
  };
}

type Read = Extract<Expression, { kind: "read" }>;

/** An expression with others in the place of what it reads; null if there is none for one. */
export function replaceReads(
  expression: Expression,
  change: (read: Read) => Expression | null,
): Expression | null {
  let isPossible = true;
  const changed = changer((part) => {
    const other = part.kind === "read" ? change(part) : part;
    isPossible &&= other !== null;
    return other ?? part;
  })(expression);
  return isPossible ? changed : null;
}

/** An expression with all that it reads read in another layout; null if one cannot be. */
export function rewrite(expression: Expression, change: (view: View) => View | null): Expression | null {
  return replaceReads(expression, (read) => {
    const view = change(read.view);
    return view && { ...read, view };
  });
}
