import type { Value } from "@chainrule/autograd";
import { Examples, type Rows } from "./examples.ts";
import { generatorFrom, type RandomSource } from "./randomSource.ts";

/**
 * Deals the rows of data out at random: each goes to exactly one part. Sizes are fractions that sum to 1, or numbers of rows
 * that sum to all of them. For fractions, the parts end at the running sums of the fractions times the number of rows,
 * rounded: no part is off by a whole row or more.
 *
 * ```ts
 * const { train, test } = randomSplit({ images, labels }, { train: 0.9, test: 0.1 }, { seed: 1 });
 * ```
 * @throws RangeError when sizes are neither, there are no examples, or numbers of rows differ.
 */
export function randomSplit<Part extends string>(
  data: Rows,
  sizes: Readonly<Record<Part, number>>,
  source?: RandomSource,
): Record<Part, Value>;
export function randomSplit<Part extends string, K extends string>(
  data: Readonly<Record<K, Rows>>,
  sizes: Readonly<Record<Part, number>>,
  source?: RandomSource,
): Record<Part, Record<K, Value>>;
export function randomSplit(
  data: Rows | Readonly<Record<string, Rows>>,
  sizes: Readonly<Record<string, number>>,
  source: RandomSource = {},
): Record<string, Value | Record<string, Value>> {
  const examples = new Examples("randomSplit", data);
  const generator = generatorFrom("randomSplit", source);
  const ends = endsOf(Object.values(sizes), examples.count);
  const order = generator().permutation(examples.count);
  const parts = Object.keys(sizes).map((part, i) => {
    const rows = order.slice(i === 0 ? 0 : ends[i - 1], ends[i]);
    return [part, examples.select((column) => column.indexSelect(0, rows))] as const;
  });
  return Object.fromEntries(parts);
}

/** Where each part ends in an order of `count` rows. */
function endsOf(sizes: readonly number[], count: number): number[] {
  let sum = 0;
  const sums = sizes.map((size) => (sum += size));
  if (sizes.every((size) => size >= 0)) {
    if (Math.abs(sum - 1) < 1e-9) return sums.map((end) => Math.round(end * count));
    if (sizes.every(Number.isInteger) && sum === count) return sums;
  }
  throw new RangeError(
    `randomSplit needs fractions that sum to 1, or numbers of rows that sum to ${count}, got ${sizes.join(" + ")} = ${sum}.`,
  );
}
