import type { ComponentType } from "preact";

/** What the page knows of a lesson before it is opened. */
export type Lesson = {
  readonly number: number;
  /** Its name in addresses: `#/loss`. */
  readonly slug: string;
  readonly title: string;
  /** What it answers, in a sentence. */
  readonly summary: string;
  /** Numbered examples that do the same in Node: `npm run example -- 03`. */
  readonly examples: readonly string[];
  readonly load: () => Promise<{ readonly default: ComponentType }>;
};
