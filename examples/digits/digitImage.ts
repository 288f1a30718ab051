// From a picture that a person made to the 784 numbers that the network knows how to read.
import { readFileSync } from "node:fs";
import { convertIndexedToRgb, type DecodedPng, decode, hasPngSignature } from "fast-png";
import { side } from "./digits.ts";
import { UserError } from "./userError.ts";

/** What is lighter: MNIST has white ink on black. */
export type Ink = "auto" | "white" | "black";

/**
 * Reads a PNG picture of 28 × 28 pixels, in colour or grey.
 * @param ink which ink was used; "auto" finds out: the background is what the border is made of.
 * @returns 784 numbers from 0 (background) to 1 (ink).
 * @throws UserError for anything else.
 */
export function readDigitImage(path: string, ink: Ink): Float32Array<ArrayBuffer> {
  const png = decodePng(path);
  if (png.width !== side || png.height !== side) {
    throw new UserError(
      `${path} has ${png.width} × ${png.height} pixels, but the network reads ${side} × ${side}. Scale it first.`,
    );
  }
  const light = lightness(png);
  if (light.every((pixel) => pixel === light[0]))
    throw new UserError(`${path} is empty: all its pixels are alike.`);
  const isBlackInk = ink === "auto" ? mean(light.filter(isOnBorder)) > 0.5 : ink === "black";
  return isBlackInk ? light.map((pixel) => 1 - pixel) : light;
}

function decodePng(path: string): DecodedPng {
  const bytes = readBytes(path);
  if (!hasPngSignature(bytes)) throw new UserError(`${path} is not a PNG file.`);
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    throw new UserError(`${path} is a damaged PNG file (${(error as Error).message}).`);
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** How light each pixel is, from 0 (black) to 1 (white). */
function lightness(png: DecodedPng): Float32Array<ArrayBuffer> {
  const { data, channels, largest } = unpack(png);
  const hasAlpha = channels === 2 || channels === 4;
  const at = (pixel: number, channel: number): number => data[pixel * channels + channel] / largest;
  const light = (pixel: number): number =>
    // Red, green and blue seem differently light (Recommendation ITU-R BT.601).
    channels < 3 ? at(pixel, 0) : 0.299 * at(pixel, 0) + 0.587 * at(pixel, 1) + 0.114 * at(pixel, 2);
  const alpha = (pixel: number): number => (hasAlpha ? at(pixel, channels - 1) : 1);

  const pixels = Array.from({ length: side * side }, (_, pixel) => pixel);
  const opacity = pixels.reduce((sum, pixel) => sum + alpha(pixel), 0);
  const ink = pixels.reduce((sum, pixel) => sum + alpha(pixel) * light(pixel), 0) / Math.max(opacity, 1);
  // Ink on a transparent ground: as if on paper of the opposite colour.
  const paper = ink < 0.5 ? 1 : 0;
  return Float32Array.from(pixels, (pixel) => alpha(pixel) * light(pixel) + (1 - alpha(pixel)) * paper);
}

/** One number per channel of each pixel, whatever way the file packs them. */
function unpack(png: DecodedPng): { data: ArrayLike<number>; channels: number; largest: number } {
  const { data, channels, depth } = png;
  if (png.palette !== undefined) {
    const colors = convertIndexedToRgb(png);
    return { data: colors, channels: colors.length / (side * side), largest: 255 };
  }
  if (depth >= 8) return { data, channels, largest: 2 ** depth - 1 };
  // Several grey pixels share a byte, the first one in its highest bits; each row starts with a byte of its own.
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(side / perByte);
  const largest = 2 ** depth - 1;
  const unpacked = Uint8Array.from({ length: side * side }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / side), pixel % side];
    const byte = data[row * rowBytes + Math.floor(column / perByte)];
    return (byte >> (8 - depth * ((column % perByte) + 1))) & largest;
  });
  return { data: unpacked, channels, largest };
}

function isOnBorder(_: number, pixel: number): boolean {
  const [row, column] = [Math.floor(pixel / side), pixel % side];
  return row === 0 || column === 0 || row === side - 1 || column === side - 1;
}

const mean = (numbers: Float32Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
