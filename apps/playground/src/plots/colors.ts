/** How much blue there is in the color of a height, from the lowest, 0, to the highest, 1. */
export const shareOfDepth = (height: number): number => 0.02 + 0.53 * (1 - height) ** 1.5;

/** Red, green and blue of "#rrggbb". */
export const channelsOf = (color: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** Between two colors, from the first, 0, to the second, 1, as a canvas takes it. */
export const mixed = (from: readonly number[], to: readonly number[], share: number): string =>
  `rgb(${from.map((channel, c) => Math.round(channel + (to[c] - channel) * share)).join(" ")})`;
