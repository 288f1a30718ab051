import { colorOf, theme } from "../shell/theme.ts";
import { channelsOf } from "./colors.ts";

const palettes = new Map<string, Uint32Array>();

/** 257 colors from that for −1 over that for 0 to that for 1, as pixels. */
export function paletteOf(names: readonly [string, string, string], scheme: string): Uint32Array {
  const key = `${names.join()} ${scheme}`;
  const known = palettes.get(key);
  if (known !== undefined) return known;
  const [low, middle, high] = names.map((name) => channelsOf(colorOf(name)));
  const palette = Uint32Array.from({ length: 257 }, (_, i) => {
    const share = (i - 128) / 128;
    const end = share < 0 ? low : high;
    const [red, green, blue] = middle.map((channel, c) =>
      Math.round(channel + (end[c] - channel) * Math.abs(share)),
    );
    return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  });
  palettes.set(key, palette);
  return palette;
}

/** The color for a number from −1 to 1, as CSS has it: that of the class or sign, weaker towards 0. */
export function colorBetween(number: number): string {
  const palette = paletteOf(["negative", "card", "positive"], theme.value);
  const pixel = palette[Math.round((Math.min(1, Math.max(-1, number)) + 1) * 128)];
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}
