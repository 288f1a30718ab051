import { describe } from "../describe.ts";
import { checkValue } from "../guard.ts";
import { countNonzero } from "../kernels/countNonzero.ts";
import { defineOp, type Op } from "../op.ts";
import { broadcastShapes, formatShape, type Shape, sameShape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";
import { countAxes, type Index, type IndexRange, indexItem } from "./indexItem.ts";
import { resolved } from "./indices.ts";
import { nonzero } from "./mask.ts";

/** Passes on indices of an axis of `extent` entries; throws on others. */
const withinAxis: Op<[index: Value, extent: number]> = defineOp(
  "at",
  (index: Value, extent: number) => {
    resolved("at", index, extent);
    return index;
  },
  {
    shape: (index) => index.shape,
    operations: 0,
    lowering: { inRange: (_index, extent): readonly [number, number] => [-extent, extent] },
  },
);

/** The place in row-major order over axes of the given extents to which one index for each axis points, entry by entry. */
const placeOf = defineOp(
  "at",
  (indices: readonly Value[], extents: readonly number[]) => {
    const output = new Int32Array(indices[0].size);
    indices.forEach((index, axis) => {
      const along = resolved("at", index, extents[axis]);
      for (let i = 0; i < output.length; i++) output[i] = output[i] * extents[axis] + along[i];
    });
    return new Value(indices[0].shape, "int32", output);
  },
  {
    shape: ([first]) => first.shape,
    operations: 0,
    vjp: [null],
    jvp: [null],
    batch: (size, isBatched, indices, extents): Value => placeOf(together(size, isBatched, indices), extents),
    lowering: {
      composed: (indices, extents) => {
        const along = indices.map((index, axis) => {
          const checked = withinAxis(index, extents[axis]);
          return checked.where(checked.ge(0), checked.add(extents[axis]));
        });
        return along.reduce((place, index, axis) => place.mul(extents[axis]).add(index));
      },
    },
  },
) as Op<[indices: readonly Value[], extents: readonly number[]]>;

/** The places, in row-major order, where a mask is true. */
const placesIn = defineOp("at", (mask: Value) => nonzero(mask.reshape([mask.size])).reshape([-1]), {
  shape: (mask) => [countNonzero(mask.array())],
  operations: 0,
  dtype: () => "int32",
  vjp: [null],
  jvp: [null],
  dynamicShape: "where or maskedFill",
});

/**
 * Part of x, as `x[...]` in PyTorch: `x.at(0)`, `x.at("...", -1)`, `x.at(":", { step: 2 }, null)`, `x.at(rows, columns)`,
 * `x.at(mask)`. One {@link Index} for each axis, from the first; axes without one stay whole. An integer takes its axis away.
 * Lists of indices and masks broadcast with each other; the axes they give stand in place of theirs, or in front when others
 * are in between.
 */
export const at: Op<[x: Value, ...index: Index[]]> = defineOp("at", (x: Value, ...index: Index[]) => {
  const items = index.map((item) => indexItem(item));
  const named = countAxes(items);
  if (named > checkValue("at", x).rank || items.filter((item) => item === "...").length > 1) {
    throw new RangeError(
      `at: the index names ${named} axes of shape ${formatShape(x.shape)}. It can name each once, and have "..." once.`,
    );
  }
  let value = x.reshape(x.shape);
  let axis = 0;
  const lists: IndexList[] = [];
  for (const item of items) {
    if (item === "...") axis += x.rank - named;
    else if (item === ":") axis++;
    else if (item === null) value = value.unsqueeze(axis++);
    else if (typeof item === "number") value = entryAt(value, axis, item);
    else if (!(item instanceof Value)) value = rangeIn(value, axis++, item);
    else if (item.dtype === "bool") {
      value = joined(value, axis, item);
      lists.push({ axis: axis++, index: placesIn(item) });
    } else if (item.rank === 0) value = value.take(placeOf([item], [value.shape[axis]]), axis);
    else lists.push({ axis: axis++, index: item });
  }
  return lists.length === 0 ? value : listed(value, lists);
});

/** Indices along one axis. */
interface IndexList {
  readonly axis: number;
  readonly index: Value;
}

function entryAt(x: Value, axis: number, i: number): Value {
  const extent = x.shape[axis];
  if (!Number.isInteger(i)) throw new TypeError(`at: an index is an integer, got ${describe(i)}.`);
  if (i < -extent || i >= extent)
    throw new RangeError(`at: index ${i} is out of range for an axis of ${extent} entries.`);
  const from = i < 0 ? i + extent : i;
  return x.slice(from, from + 1, { axis }).squeeze(axis);
}

function rangeIn(x: Value, axis: number, range: IndexRange): Value {
  const { start, end, step } = { start: range.start ?? null, end: range.end ?? null, step: range.step ?? 1 };
  if (![start ?? 0, end ?? 0, step].every(Number.isInteger) || step === 0) {
    throw new TypeError(
      `at: start, end and step of a range are integers, the step not 0, got ${describe(start)}, ${describe(end)} and ${describe(step)}.`,
    );
  }
  if (step > 0) return x.slice(start ?? 0, end ?? undefined, { axis, step });
  // Down from `first` to what comes before `beyond`: the same entries upward, then turned around.
  const extent = x.shape[axis];
  const bound = (i: number): number => Math.min(Math.max(i < 0 ? i + extent : i, -1), extent - 1);
  const first = start === null ? extent - 1 : bound(start);
  const beyond = end === null ? -1 : bound(end);
  if (first <= beyond) return x.slice(0, 0, { axis });
  const last = first + (Math.ceil((beyond - first) / step) - 1) * step;
  return x.slice(last, first + 1, { axis, step: -step }).flip(axis);
}

/** x with the axes that `mask` spans, from `axis` on, as one. */
function joined(x: Value, axis: number, mask: Value): Value {
  const spanned = x.shape.slice(axis, axis + mask.rank);
  if (!sameShape(spanned, mask.shape)) {
    throw new RangeError(
      `at: a mask of shape ${formatShape(mask.shape)} does not fit axes of extents ${formatShape(spanned)}.`,
    );
  }
  return x.reshape([...x.shape.slice(0, axis), mask.size, ...x.shape.slice(axis + mask.rank)]);
}

function listed(x: Value, lists: readonly IndexList[]): Value {
  const axes = lists.map(({ axis }) => axis);
  const shape = lists.reduce<Shape>((shape, { index }) => broadcastShapes("at", shape, index.shape), []);
  // With all axes that are indexed side by side, they become one, and so do their indices.
  const areNeighbours = axes.every((axis, i) => axis === axes[0] + i);
  const first = areNeighbours ? axes[0] : 0;
  const others = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const sorted = areNeighbours ? x : x.permute([...axes, ...others]);
  const extents = axes.map((axis) => x.shape[axis]);
  return sorted
    .reshape([...sorted.shape.slice(0, first), sizeOf(extents), ...sorted.shape.slice(first + axes.length)])
    .take(
      placeOf(
        lists.map(({ index }) => index.broadcastTo(shape)),
        extents,
      ),
      first,
    );
}
