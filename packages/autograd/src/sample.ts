import type { Dtype } from "./dtype.ts";
import type { Shape } from "./shape.ts";
import type { Value } from "./value.ts";

/** A Value to draw at random: every entry uniform in `range`. */
export interface ValueSample {
  /** The shape of the Value to draw. */
  readonly shape: Shape;
  /** Smallest and largest entry, [-2, 2] when absent; integers draw from low to high - 1. */
  readonly range?: readonly [low: number, high: number];
  /** Points to stay away from by at least 0.05: kinks, where finite differences mean nothing. */
  readonly avoid?: readonly number[];
  /** Entries at least 0.05 apart, so that no tie is near. */
  readonly distinct?: boolean;
  /** Entries ascending along the last axis. */
  readonly sorted?: boolean;
  /** An integer or bool dtype; float Values are drawn in float64 and float32 both. */
  readonly dtype?: Extract<Dtype, "int32" | "bool">;
}

/** What the entries of an operand of an entrywise op are drawn from, whatever its shape. */
export type Domain = Pick<ValueSample, "range" | "avoid">;

type SampleArgs<Args extends readonly unknown[]> = {
  readonly [K in keyof Args]: Extract<Args[K], Value> extends never
    ? Args[K] extends readonly Value[] | undefined
      ? readonly ValueSample[]
      : Args[K]
    : ValueSample | Exclude<Args[K], Value>;
};

/** One call to test an op with: a {@link ValueSample} for each Value, other arguments as they are. */
export interface Sample<Args extends readonly unknown[]> {
  /** The arguments, in order. */
  readonly args: SampleArgs<Args>;
}
