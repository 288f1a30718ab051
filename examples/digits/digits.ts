import type { Value } from "@chainrule/autograd";

/** Images are this many pixels wide and high. */
export const side = 28;
/** The digits 0 to 9. */
export const classCount = 10;

/** Images, and what they show. */
export type Digits = {
  /** float32 [count, 784]: the pixels row by row, from 0 (background) to 1 (ink). */
  readonly images: Value;
  /** int32 [count]: the digits. */
  readonly labels: Value;
};
