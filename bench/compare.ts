import { run } from "./run.ts";
import type { Contestant, Measurement, Workload } from "./workload.ts";

/** Ours beside one peer. */
export interface Comparison {
  readonly peer: string;
  /** Milliseconds: the median over rounds of the median of each. */
  readonly time: number;
  /** Our time / the peer's, both of the same round: the median over rounds, the least and the greatest. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  /** The same of the fastest step or launch of each in all rounds: what is left when others use the machine too. */
  readonly fastestRatio: number;
  readonly target: number | null;
}

export interface Report {
  readonly workload: string;
  readonly title: string;
  /** Milliseconds, as for the peers. */
  readonly time: number;
  readonly comparisons: readonly Comparison[];
}

export interface Effort {
  readonly rounds: number;
  /** How long each contestant is measured in each round. */
  readonly seconds: number;
}

/**
 * Lets all contestants take turns, so that whatever else the machine does meets them alike.
 * @throws Error when a peer's results differ from ours: then they did not do the same work.
 */
export async function compare(
  workload: Workload,
  { rounds, seconds }: Effort,
  onTurn: (round: number, contestant: Contestant) => void,
): Promise<Report> {
  const { name, title, ours, peers } = workload;
  const timings = new Map([ours, ...peers].map((contestant) => [contestant, noTiming()]));
  for (let round = 1; round <= rounds; round++) {
    const results: (readonly number[])[] = [];
    for (const [contestant, timing] of timings) {
      onTurn(round, contestant);
      const measurement = await run(workload, contestant, seconds);
      timing.medians.push(median(measurement.times));
      timing.fastest = Math.min(timing.fastest, ...measurement.times);
      results.push(measurement.results);
      checkAgreement(workload, contestant, results[0], measurement);
    }
  }
  const our = timings.get(ours)!;
  const comparisons = peers.map((peer): Comparison => {
    const { medians, fastest } = timings.get(peer)!;
    const ratios = our.medians.map((time, round) => time / medians[round]);
    return {
      peer: peer.name,
      time: median(medians),
      ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
      fastestRatio: our.fastest / fastest,
      target: peer.target ?? null,
    };
  });
  return { workload: name, title, time: median(our.medians), comparisons };
}

/** One median for each round. */
interface Timing {
  readonly medians: number[];
  fastest: number;
}

function noTiming(): Timing {
  return { medians: [], fastest: Number.POSITIVE_INFINITY };
}

const tolerance = 1e-3;

function checkAgreement(
  { name }: Workload,
  contestant: Contestant,
  ours: readonly number[],
  { results }: Measurement,
): void {
  const agree =
    results.length === ours.length &&
    results.every((result, i) => Math.abs(result - ours[i]) <= tolerance * Math.abs(ours[i]));
  if (agree) return;
  throw new Error(`${name}: ${contestant.name} found ${results.join(", ")}, but ours ${ours.join(", ")}.`);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
