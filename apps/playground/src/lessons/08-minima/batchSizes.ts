/** From all examples in each step to one: the fewer, the noisier. */
export const batchSizes = [32, 16, 8, 4, 2, 1];

export const batchNames: Readonly<Record<number, string>> = {
  32: "all 32",
  16: "16",
  8: "8",
  4: "4",
  2: "2",
  1: "1",
};
