import { Absent } from "./absent.ts";
import { disturbance, waitForQuiet, watchOthers } from "./load.ts";
import type { Machine } from "./machine.ts";
import { casesOf, run } from "./run.ts";
import type { Case, Contestant, Measurement, Measurements, Target, Workload } from "./workload.ts";

export interface Effort {
  readonly rounds: number;
  /** How long each contestant is measured in each round. */
  readonly seconds: number;
  /** How many seconds at most a turn waits for other programs to leave the machine alone. */
  readonly wait: number;
}

/** What one contestant did of one case, an entry for each round in which it took part, null for the others. */
export interface Series {
  readonly medians: (number | null)[];
  /** Milliseconds of the first step. */
  readonly first: (number | null)[];
  /** The fastest of all steps. */
  fastest: number;
}

export interface Entry {
  readonly name: string;
  readonly role: Contestant["role"];
  readonly library: string;
  readonly isSlow: boolean;
  readonly series: Readonly<Record<string, Series>>;
  /** Why it could not take part. */
  absent: string | null;
}

/** One workload, measured. */
export interface Outcome {
  readonly name: string;
  readonly title: string;
  readonly measures: Workload["measures"];
  readonly cases: readonly Case[];
  readonly targets: readonly Target[];
  readonly entries: readonly Entry[];
  /** How many cores other programs took, in each round the most of any turn; null where that is unknown. */
  readonly others: readonly (number | null)[];
}

/** A whole run, as it is kept. */
export interface Run {
  readonly date: string;
  readonly machine: Machine;
  readonly effort: Effort;
  readonly outcomes: readonly Outcome[];
  /** What went wrong with other workloads. */
  readonly failures: readonly string[];
}

/**
 * Lets all contestants take turns, each time in another order, so that whatever else the machine does meets them alike.
 * @throws Error when a contestant's results differ from ours: then they did not do the same work.
 */
export async function compare(
  workload: Workload,
  effort: Effort,
  onTurn: (round: number, contestant: Contestant) => void,
): Promise<Outcome> {
  const { name, title, measures, contestants, targets = [] } = workload;
  const cases = workload.cases ?? casesOf(workload).map((only) => ({ name: only }));
  const entries = contestants.map((contestant) => emptyEntry(contestant, cases));
  const others: (number | null)[] = [];
  const rounds = Math.min(effort.rounds, workload.mostRounds ?? effort.rounds);
  for (let round = 1; round <= rounds; round++) {
    const done: [Contestant, Measurements][] = [];
    let most: number | null = null;
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (turn + round - 1) % contestants.length;
      const [contestant, entry] = [contestants[at], entries[at]];
      if (entry.absent !== null || (entry.isSlow && round > 1)) continue;
      onTurn(round, contestant);
      await waitForQuiet(effort.wait);
      const load = watchOthers();
      try {
        done.push([contestant, await run(workload, contestant, effort.seconds)]);
      } catch (error) {
        if (!(error instanceof Absent)) throw error;
        entry.absent = error.message;
      }
      const taken = load();
      if (taken !== null) most = Math.max(most ?? 0, taken);
    }
    checkAgreement(workload, done);
    others.push(measures === "size" ? null : most);
    const measured = new Map(done.map(([contestant, measurements]) => [contestant.name, measurements]));
    for (const entry of entries) {
      for (const { name } of cases) note(entry.series[name], measured.get(entry.name)?.[name]);
    }
  }
  return { name, title, measures, cases, targets, entries, others };
}

/** Whether other programs left the machine alone. */
export function isQuiet(others: number | null): boolean {
  return others === null || others <= disturbance;
}

function emptyEntry({ name, role, library, isSlow = false }: Contestant, cases: readonly Case[]): Entry {
  const series = Object.fromEntries(
    cases.map((one): [string, Series] => [
      one.name,
      { medians: [], first: [], fastest: Number.POSITIVE_INFINITY },
    ]),
  );
  return { name, role, library, isSlow, series, absent: null };
}

function note(series: Series, measurement: Measurement | undefined): void {
  series.medians.push(measurement === undefined ? null : median(measurement.times));
  series.first.push(measurement?.first ?? null);
  if (measurement !== undefined) series.fastest = Math.min(series.fastest, ...measurement.times);
}

const tolerance = 1e-3;

/** Everyone has to find what the first of ours found; a limit has nothing to find, unless it says something. */
function checkAgreement(workload: Workload, done: readonly (readonly [Contestant, Measurements])[]): void {
  const ours = done.find(([{ role }]) => role === "ours")?.[1];
  if (ours === undefined) throw new Error(`${workload.name}: none of ours could run.`);
  for (const [{ name, role }, measurements] of done) {
    if (role === "limit") continue;
    for (const [key, { results }] of Object.entries(measurements)) {
      const expected = ours[key]?.results ?? results;
      const agrees = results.every(
        (result, i) => Math.abs(result - expected[i]) <= tolerance * Math.abs(expected[i]),
      );
      if (agrees) continue;
      throw new Error(
        `${`${workload.name} ${key}`.trim()}: ${name} found ${results.join(", ")}, but ours ${expected.join(", ")}.`,
      );
    }
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
