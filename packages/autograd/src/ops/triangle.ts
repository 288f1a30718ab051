import { checkInteger } from "../arguments.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape } from "../shape.ts";
import { Value } from "../value.ts";

/** x where row and column of its last two axes satisfy `keeps`, else 0. */
function masked(op: string, x: Value, offset: number, keeps: (distance: number) => boolean): Value {
  if (checkValue(op, x).rank < 2)
    throw new RangeError(`${op} needs at least two axes, got shape ${formatShape(x.shape)}.`);
  checkInteger(op, "the offset", offset);
  const [rows, columns] = x.shape.slice(-2);
  const mask = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) mask[i * columns + j] = keeps(j - i - offset) ? 1 : 0;
  const kept = new Value([rows, columns], "bool", mask);
  return x.dtype === "bool" ? x.logicalAnd(kept) : x.where(kept, 0);
}

/** The lower triangles of matrices, 0 above the diagonal; `offset` moves that to the right. */
export const tril: Op<[x: Value, offset?: number]> = defineOp("tril", (x: Value, offset = 0) =>
  masked("tril", x, offset, (distance) => distance <= 0),
);

/** The upper triangles of matrices, 0 below the diagonal; `offset` moves that to the right. */
export const triu: Op<[x: Value, offset?: number]> = defineOp("triu", (x: Value, offset = 0) =>
  masked("triu", x, offset, (distance) => distance >= 0),
);
