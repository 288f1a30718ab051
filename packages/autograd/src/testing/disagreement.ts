import { formatShape, type Shape } from "../shape.ts";

export interface Tolerance {
  /** The difference allowed, in units of the larger number; 1e-6 when absent. */
  readonly relativeTolerance?: number;
  /** The difference allowed near 0; 1e-8 when absent. */
  readonly absoluteTolerance?: number;
}

/**
 * Which entry differs most between what two ways of computing give, and by how much: both numbers, and how many entries
 * differ besides. undefined where all are close.
 */
export function disagreement(
  shape: Shape,
  [name, entries]: readonly [name: string, entries: ArrayLike<number>],
  [otherName, others]: readonly [name: string, entries: ArrayLike<number>],
  tolerance: Tolerance,
): string | undefined {
  let [worst, largest, count] = [-1, -1, 0];
  for (let i = 0; i < entries.length; i++) {
    if (areClose(entries[i], others[i], tolerance)) continue;
    count++;
    // A number beside NaN or an infinity is off by more than any other.
    const difference = Math.abs(entries[i] - others[i]);
    const weight = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    if (weight > largest) [worst, largest] = [i, weight];
  }
  if (count === 0) return undefined;
  const [x, y] = [entries[worst], others[worst]];
  const more = count === 1 ? "" : `, the worst of ${count} among ${entries.length} entries`;
  return `entry ${formatShape(indexAt(shape, worst))}: ${name} ${short(x)}, ${otherName} ${short(y)}; off by ${short(x - y)}${more}`;
}

/** Whether two numbers differ by no more than rounding; NaN is close to nothing. */
export function areClose(
  a: number,
  b: number,
  { relativeTolerance = 1e-6, absoluteTolerance = 1e-8 }: Tolerance,
): boolean {
  return Math.abs(a - b) <= absoluteTolerance + relativeTolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** Enough digits to compare by eye. */
export function short(x: number): string {
  return String(Number(x.toPrecision(6)));
}

/** The index of the entry at a position in row-major order. */
function indexAt(shape: Shape, position: number): number[] {
  let rest = position;
  return shape
    .toReversed()
    .map((extent) => {
      const index = rest % extent;
      rest = Math.floor(rest / extent);
      return index;
    })
    .reverse();
}
