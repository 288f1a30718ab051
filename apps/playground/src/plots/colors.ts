/** How much blue there is in the color of a height, from the lowest, 0, to the highest, 1. */
export const shareOfDepth = (height: number): number => 0.02 + 0.53 * (1 - height) ** 1.5;

/** Red, green and blue of "#rrggbb", or of "#rgb", to which a build shortens what it can. */
export function channelsOf(color: string): number[] {
  const digits = color.length === 4 ? color.replaceAll(/[^#]/g, "$&$&") : color;
  return [1, 3, 5].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}

/** Between two colors, from the first, 0, to the second, 1, as a canvas takes it. */
export const mixed = (from: readonly number[], to: readonly number[], share: number): string =>
  `rgb(${from.map((channel, c) => Math.round(channel + (to[c] - channel) * share)).join(" ")})`;
