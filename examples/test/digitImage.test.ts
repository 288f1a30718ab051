import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { encode, type ImageData } from "fast-png";
import { describe, expect, it } from "vitest";
import { readDigitImage } from "../digits/digitImage.ts";
import { UserError } from "../digits/userError.ts";
import { temporaryFolder } from "./run.ts";

const side = 28;
const size = side * side;

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), "digit.png");
  writeFileSync(path, bytes);
  return path;
}

const png = (image: Partial<ImageData> & Pick<ImageData, "data">): string =>
  fileOf(encode({ width: side, height: side, channels: 1, ...image }));

/** A PNG file of 28 × 28 pixels, packed as `encode` does not offer: fewer bits per pixel, or a palette. */
function packedPng(
  depth: number,
  colorType: number,
  pixels: readonly number[],
  palette?: readonly number[],
): string {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const rows = Array.from({ length: side }, (_, row) => {
    const bits = pixels
      .slice(row * side, (row + 1) * side)
      .map((pixel) => pixel.toString(2).padStart(depth, "0"));
    const bytes = bits.join("").match(/.{1,8}/g) ?? [];
    return [0, ...bytes.map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2))];
  });
  const header = Buffer.from([0, 0, 0, side, 0, 0, 0, side, depth, colorType, 0, 0, 0]);
  return fileOf(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk("IHDR", header),
      ...(palette === undefined ? [] : [chunk("PLTE", Uint8Array.from(palette))]),
      chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()))),
      chunk("IEND", new Uint8Array()),
    ]),
  );
}

/** A stroke: a rectangle of ink in the middle, of these numbers. */
const isInk = (_: unknown, pixel: number): boolean => {
  const [row, column] = [Math.floor(pixel / side), pixel % side];
  return row >= 6 && row < 22 && column >= 12 && column < 15;
};
const stroke = Array.from({ length: size }, isInk).map(Number);

/** The stroke with these numbers for each pixel of ink and each of the background. */
const paint = (ink: number[], ground: number[]): number[] => stroke.flatMap((on) => (on ? ink : ground));

describe("readDigitImage", () => {
  it.each([
    ["grey, white on black", () => png({ data: Uint8Array.from(paint([255], [0])) })],
    ["grey, black on white", () => png({ data: Uint8Array.from(paint([0], [255])) })],
    ["grey of 16 bits", () => png({ data: Uint16Array.from(paint([65535], [0])), depth: 16 })],
    [
      "grey with transparent ground",
      () => png({ data: Uint8Array.from(paint([0, 255], [0, 0])), channels: 2 }),
    ],
    ["RGB", () => png({ data: Uint8Array.from(paint([0, 0, 0], [255, 255, 255])), channels: 3 })],
    [
      "RGBA, opaque",
      () => png({ data: Uint8Array.from(paint([255, 255, 255, 255], [0, 0, 0, 255])), channels: 4 }),
    ],
    [
      "RGBA, white ink on nothing",
      () => png({ data: Uint8Array.from(paint([255, 255, 255, 255], [0, 0, 0, 0])), channels: 4 }),
    ],
    [
      "RGBA, black ink on nothing",
      () => png({ data: Uint8Array.from(paint([0, 0, 0, 255], [255, 255, 255, 0])), channels: 4 }),
    ],
    ["1 bit per pixel", () => packedPng(1, 0, stroke)],
    ["2 bits per pixel", () => packedPng(2, 0, paint([3], [0]))],
    ["4 bits per pixel", () => packedPng(4, 0, paint([0], [15]))],
    ["a palette", () => packedPng(8, 3, stroke, [255, 255, 255, 0, 0, 0])],
    ["a palette of 1 bit", () => packedPng(1, 3, stroke, [0, 0, 0, 255, 255, 255])],
  ])("reads %s as ink 1 on background 0", (_, make) => {
    const pixels = readDigitImage(make(), "auto");
    expect(pixels).toHaveLength(size);
    pixels.forEach((pixel, i) => {
      expect(pixel).toBeCloseTo(stroke[i], 6);
    });
  });

  it("keeps shades of grey", () => {
    const pixels = readDigitImage(png({ data: Uint8Array.from(paint([51], [0])) }), "auto");
    expect(Math.max(...pixels)).toBeCloseTo(0.2, 6);
  });

  it("takes colours as light as they seem: yellow is light, blue is dark", () => {
    const image = png({ data: Uint8Array.from(paint([0, 0, 255], [255, 255, 0])), channels: 3 });
    const pixels = readDigitImage(image, "auto");
    expect(Math.max(...pixels)).toBeCloseTo(1 - 0.114, 5);
    expect(Math.min(...pixels)).toBeCloseTo(0.114, 5);
  });

  it("believes what it is told about the ink", () => {
    const image = png({ data: Uint8Array.from(paint([255], [0])) });
    expect(readDigitImage(image, "white")[0]).toBe(0);
    expect(readDigitImage(image, "black")[0]).toBe(1);
  });

  it.each<[string, () => string, RegExp]>([
    [
      "another size",
      () => fileOf(encode({ width: 14, height: 56, channels: 1, data: new Uint8Array(size) })),
      /14 × 56 pixels.*28 × 28/,
    ],
    ["an empty picture", () => png({ data: new Uint8Array(size).fill(7) }), /is empty/],
    ["a text", () => fileOf(Buffer.from("seven")), /is not a PNG file/],
    ["an empty file", () => fileOf(new Uint8Array()), /is not a PNG file/],
    [
      "half a file",
      () =>
        fileOf(
          encode({ width: side, height: side, channels: 1, data: new Uint8Array(size) }).subarray(0, 40),
        ),
      /damaged/,
    ],
    ["a missing file", () => join(temporaryFolder(), "none.png"), /Cannot read .*ENOENT/],
    ["a folder", () => temporaryFolder(), /Cannot read .*EISDIR/],
  ])("refuses %s", (_, make, message) => {
    const path = make();
    expect(() => readDigitImage(path, "auto")).toThrow(UserError);
    expect(() => readDigitImage(path, "auto")).toThrow(message);
  });
});
