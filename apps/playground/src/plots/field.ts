import { linspace, stack, type Value, zeros } from "@chainrule/autograd";

/** What a function of two numbers gives on a grid: for <Contours> and <Surface>. */
export type Field = {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
  /** Rows from the lowest y to the highest, each from the lowest x to the highest. */
  readonly values: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
};

/** Computes a function of points, `[rows, columns, 2]`, on a grid that reaches from edge to edge. */
export function fieldOf(
  of: (points: Value) => Value,
  x: readonly [number, number],
  y: readonly [number, number],
  columns = 33,
  rows = columns,
): Field {
  const all = zeros([rows, columns], { dtype: "float64" });
  const xs = linspace(x[0], x[1], columns, { dtype: "float64" }).add(all);
  const ys = linspace(y[0], y[1], rows, { dtype: "float64" }).reshape([rows, 1]).add(all);
  const values = of(stack([xs, ys], 2)).data;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { x, y, columns, rows, values, low, high };
}

/** Heights for twelve lines of equal height, evenly spaced. */
export const levelsOf = ({ low, high }: Field): number[] =>
  Array.from({ length: 12 }, (_, i) => low + ((high - low) * (i + 1)) / 13);

/** The height at a place, between those around it; NaN outside. */
export function heightAt(field: Field, x: number, y: number): number {
  const { columns, rows, values } = field;
  const column = ((x - field.x[0]) / (field.x[1] - field.x[0])) * (columns - 1);
  const row = ((y - field.y[0]) / (field.y[1] - field.y[0])) * (rows - 1);
  if (!(column >= 0 && column <= columns - 1 && row >= 0 && row <= rows - 1)) return Number.NaN;
  const [left, bottom] = [Math.min(columns - 2, Math.floor(column)), Math.min(rows - 2, Math.floor(row))];
  const [across, up] = [column - left, row - bottom];
  const from = bottom * columns + left;
  const below = values[from] * (1 - across) + values[from + 1] * across;
  const above = values[from + columns] * (1 - across) + values[from + columns + 1] * across;
  return below * (1 - up) + above * up;
}
