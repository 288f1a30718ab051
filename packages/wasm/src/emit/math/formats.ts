interface Format {
  /** How many bits a float has, and the least positive one, whose bits are those of the integer 1. */
  readonly bits: number;
  readonly least: number;
  /** How many bits the fraction of a float has, and what is added to its exponent. */
  readonly fraction: number;
  readonly bias: number;
  /** Adding it rounds to an integer, which then stands in the lowest bits. */
  readonly rounder: number;
  /** ln 2 in two parts, the first so short that its product with an exponent is exact. */
  readonly ln2: readonly [high: number, low: number];
}

/** What functions of floats need to know of their format. */
export const formats: Readonly<Record<"float32" | "float64", Format>> = {
  float32: {
    bits: 32,
    least: 2 ** -149,
    fraction: 23,
    bias: 127,
    rounder: 1.5 * 2 ** 23,
    ln2: [0.693145751953125, 1.428606765330187e-6],
  },
  float64: {
    bits: 64,
    least: 2 ** -1074,
    fraction: 52,
    bias: 1023,
    rounder: 1.5 * 2 ** 52,
    ln2: [0.693147180559663, 2.8235290563031577e-13],
  },
};
