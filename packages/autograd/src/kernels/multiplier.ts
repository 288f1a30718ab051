import type { TypedArray } from "../dtype.ts";

/** A matrix in an array. */
export interface Factor {
  /** The array. */
  readonly entries: TypedArray;
  /** Where in the array the matrix begins. */
  readonly start: number;
  /** Whether its columns lie behind each other, instead of its rows. */
  readonly isTransposed: boolean;
}

/**
 * Another way to one matrix product `out = a · b`, [m, k] · [k, n], whose result is written row by row from `outStart`. False
 * leaves the product to others, because of its dtypes, or its size, for which this is no faster. The arrays of the factors are of
 * one kind; that of the result may be wider.
 */
export type Multiplier = (
  a: Factor,
  b: Factor,
  out: TypedArray,
  outStart: number,
  m: number,
  k: number,
  n: number,
) => boolean;

/** Those that are asked before a product is computed here, the first one first. */
export const multipliers: Multiplier[] = [];

/**
 * Has a multiplier asked for every matrix product of eager code: before those that are there when it is `preferred`, else
 * after them. Returns a function that takes it away again.
 */
export function useMultiplier(
  multiplier: Multiplier,
  { preferred = false }: { readonly preferred?: boolean } = {},
): () => void {
  if (preferred) multipliers.unshift(multiplier);
  else multipliers.push(multiplier);
  return () => {
    const at = multipliers.indexOf(multiplier);
    if (at >= 0) multipliers.splice(at, 1);
  };
}
