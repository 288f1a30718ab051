import { arange } from "../create.ts";
import { describe } from "../describe.ts";
import { roundTo } from "../dtype.ts";
import { checkValue, isValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { broadcastShapes, formatShape, type Shape, sameShape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";
import { countAxes, type Index, indexItem } from "./indexItem.ts";

type Update = Op<[x: Value, index: readonly Index[], source: Value | number]>;

/** x as a table of rows, the numbers of those at the index, and the source as so many rows: what `write` is to make one of. */
function update(
  op: string,
  x: Value,
  index: readonly Index[],
  source: Value | number,
  write: (table: Value, rows: Value, entries: Value) => Value,
): Value {
  checkValue(op, x);
  if (!Array.isArray(index)) {
    throw new TypeError(
      `${op} needs the index as an array of what at() takes, ${op}([0], source), got ${describe(index)}.`,
    );
  }
  const items = index.map((item: Index) => indexItem(item));
  const depth = items.includes("...") ? x.rank : Math.min(countAxes(items), x.rank);
  const [outer, inner] = [x.shape.slice(0, depth), x.shape.slice(depth)];
  const rows = arange(sizeOf(outer))
    .reshape(outer)
    .at(...items);
  const width = sizeOf(inner);
  const entries = fitted(op, x, [...rows.shape, ...inner], source).reshape([rows.size, width]);
  return write(x.reshape([sizeOf(outer), width]), rows.reshape([rows.size]), entries).reshape(x.shape);
}

function fitted(op: string, x: Value, shape: Shape, source: Value | number): Value {
  if (typeof source === "number") return new Value(shape, x.dtype, roundTo(x.dtype, source));
  if (!isValue(op, source))
    throw new TypeError(`${op} needs a Value or a number as its source, got ${describe(source)}.`);
  if (!sameShape(broadcastShapes(op, source.shape, shape), shape)) {
    throw new RangeError(
      `${op} needs a source that broadcasts to what is at the index, ${formatShape(shape)}, got ${formatShape(source.shape)}.`,
    );
  }
  return source.to(x.dtype).broadcastTo(shape);
}

/**
 * x with the entries that `x.at(...index)` gives replaced by `source`, which broadcasts. x itself stays as it is. Where the index
 * names an entry several times, the last in row-major order stays and gets the gradient.
 */
export const withAt: Update = defineOp(
  "withAt",
  (x: Value, index: readonly Index[], source: Value | number) =>
    update("withAt", x, index, source, (table, rows, entries) =>
      table.scatter(0, rows.unsqueeze(1).broadcastTo(entries.shape), entries),
    ),
);

/**
 * x with `source`, which broadcasts, added to the entries that `x.at(...index)` gives, once for each time that the index names
 * them. x itself stays as it is.
 */
export const addAt: Update = defineOp("addAt", (x: Value, index: readonly Index[], source: Value | number) =>
  update("addAt", x, index, source, (table, rows, entries) => table.indexAdd(0, rows, entries)),
);
