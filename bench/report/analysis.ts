import { type Entry, isQuiet, median, type Outcome } from "../compare.ts";
import type { Target } from "../workload.ts";

/** The middle of several rounds, and the least and the greatest. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Closer than so many times is a tie: on machines like this medians of the same program differ that much. */
export const tie = 1.3;

const fewestQuietRounds = 3;

/** Which rounds count: those that others did not disturb, or all where these are too few. */
export function countingRounds({ others }: Outcome): number[] {
  const all = others.map((_, round) => round);
  const quiet = all.filter((round) => isQuiet(others[round]));
  return quiet.length >= fewestQuietRounds ? quiet : all;
}

/** What was measured of an entry; null where it did not take part. */
export function spreadOf(outcome: Outcome, entry: Entry, name: string): Spread | null {
  return spread(mediansOf(outcome, entry, name));
}

/** Milliseconds of the first step. */
export function firstOf(outcome: Outcome, { series }: Entry, name: string): Spread | null {
  return spread(countingRounds(outcome).map((round) => series[name].first[round]));
}

/** How many times as much the one takes as the other, both in the same round. */
export function ratioOf(outcome: Outcome, one: Entry, other: Entry, name: string): Spread | null {
  const [a, b] = [mediansOf(outcome, one, name), mediansOf(outcome, other, name)];
  const paired = a.map((x, i) => (x === null || b[i] === null ? null : x / b[i]));
  // Who took part in one round only is held against all of the other's.
  if (one.isSlow || other.isSlow) {
    const [x, y] = [spread(a), spread(b)];
    return x && y && spread([x.median / y.median]);
  }
  return spread(paired);
}

/** The one of ours that all others are shown against: the first that took part. */
export function headlineOf({ entries }: Outcome, name: string): Entry {
  const ours = entries.filter(({ role }) => role === "ours");
  return ours.find((entry) => entry.series[name].medians.some((time) => time !== null)) ?? ours[0];
}

/** The fastest contestant of a library. */
export function bestOf(outcome: Outcome, library: string, name: string): Entry | null {
  const candidates = outcome.entries
    .filter((entry) => entry.library === library)
    .flatMap((entry) => {
      const time = spreadOf(outcome, entry, name)?.median;
      return time === undefined ? [] : [{ entry, time }];
    });
  return candidates.toSorted((a, b) => a.time - b.time)[0]?.entry ?? null;
}

/** A target in one case, and what became of it. */
export interface Check {
  readonly target: Target;
  readonly case: string;
  /** The ratio, the difference or the number itself; null where somebody was absent. */
  readonly measured: Spread | null;
  readonly limit: number;
  readonly isMet: boolean | null;
}

export function checksOf(outcome: Outcome): Check[] {
  return outcome.targets.flatMap((target) =>
    outcome.cases
      .filter(({ name }) => target.cases?.includes(name) ?? true)
      .map(({ name }): Check => {
        const limit = target.times ?? target.plus ?? target.atMost ?? 0;
        const measured = measure(outcome, target, name);
        return { target, case: name, measured, limit, isMet: measured && measured.median <= limit };
      }),
  );
}

function measure(outcome: Outcome, { ours, than, plus }: Target, name: string): Spread | null {
  const entry = outcome.entries.find((candidate) => candidate.name === ours);
  if (entry === undefined) return null;
  if (than === undefined) return spreadOf(outcome, entry, name);
  const other = bestOf(outcome, than, name);
  if (other === null) return null;
  if (plus === undefined) return ratioOf(outcome, entry, other, name);
  const theirs = mediansOf(outcome, other, name);
  return spread(
    mediansOf(outcome, entry, name).map((x, i) => (x === null || theirs[i] === null ? null : x - theirs[i])),
  );
}

/** One for each round that counts. */
function mediansOf(outcome: Outcome, { series, isSlow }: Entry, name: string): (number | null)[] {
  const { medians } = series[name];
  return isSlow ? medians : countingRounds(outcome).map((round) => medians[round]);
}

function spread(numbers: readonly (number | null)[]): Spread | null {
  const known = numbers.filter((x) => x !== null);
  if (known.length === 0) return null;
  return { median: median(known), min: Math.min(...known), max: Math.max(...known) };
}
