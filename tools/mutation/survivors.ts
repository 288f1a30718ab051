/** A mutant that no test notices, and why that is right. */
export interface Survivor {
  /** File and declaration. */
  readonly place: string;
  readonly what: string;
  readonly original: string;
  /** Which of the same mutants in that declaration, counted from 1. */
  readonly nth: number;
  readonly reason?: string;
}

export const survivors: readonly Survivor[] = [];
