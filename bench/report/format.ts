import type { Outcome } from "../compare.ts";
import type { Spread } from "./analysis.ts";

const units: Record<Outcome["measures"], string> = { steps: "ms", launches: "ms", memory: "MB", size: "kB" };

export function unitOf({ measures }: Pick<Outcome, "measures">): string {
  return units[measures];
}

/** Three digits that count, without an exponent. */
export function number(x: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(x) || 1)));
  return x.toFixed(Math.min(digits, 6)).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

export function range({ min, max }: Spread): string {
  return min === max ? "" : `${number(min)}–${number(max)}`;
}

/** "W5" and "512" make "W5 n = 512"; a case that says no more than its workload is left out. */
export function caseTitle(outcome: Outcome, name: string): string {
  const { at } = outcome.cases.find((one) => one.name === name) ?? {};
  return at === undefined ? outcome.name : `${outcome.name} ${at.axis} = ${at.x}`;
}
