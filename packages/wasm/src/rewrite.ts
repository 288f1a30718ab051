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
      else if (expression.kind !== "call") done.set(expression, expression);
      else if (isReady) {
        const operands = expression.operands.map((operand) => done.get(operand) as Expression);
        const isSame = operands.every((operand, i) => operand === expression.operands[i]);
        done.set(expression, isSame ? expression : { ...expression, operands });
      } else {
        open.push([expression, true]);
        for (const operand of expression.operands) open.push([operand, false]);
      }
    }
    return done.get(root) as Expression;
  };
}

/** An expression with all that it reads read in another layout; null if one cannot be. */
export function rewrite(expression: Expression, change: (view: View) => View | null): Expression | null {
  return replaceReads(expression, (read) => {
    const view = change(read.view);
    return view && { ...read, view };
  });
}

type Read = Extract<Expression, { kind: "read" }>;

/** An expression with others in the place of what it reads; null if there is none for one. */
export function replaceReads(
  expression: Expression,
  change: (read: Read) => Expression | null,
): Expression | null {
  const done = new Map<Expression, Expression | null>();
  const visit = (part: Expression): Expression | null => {
    const known = done.get(part);
    if (known !== undefined) return known;
    let result: Expression | null = part;
    if (part.kind === "read") result = change(part);
    else if (part.kind === "call") {
      const operands = part.operands.map(visit);
      result = operands.includes(null) ? null : { ...part, operands: operands as Expression[] };
    }
    done.set(part, result);
    return result;
  };
  return visit(expression);
}
