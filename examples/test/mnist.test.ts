import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readIdx } from "../digits/idx.ts";
import { readMnist } from "../digits/mnist.ts";
import { UserError } from "../digits/userError.ts";
import { temporaryFolder } from "./run.ts";

/** An IDX file: a magic number, extents, entries. */
function idx(magic: number, shape: number[], entries: number[] | Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(magic, 0);
  for (const [axis, extent] of shape.entries()) header.writeUInt32BE(extent, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.from(entries)]);
}

function fileOf(bytes: Buffer): string {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, bytes);
  return path;
}

describe("readIdx", () => {
  it("reads the shape and the entries", () => {
    const { shape, data } = readIdx(fileOf(idx(0x803, [2, 1, 3], [1, 2, 3, 4, 5, 255])), 3);
    expect(shape).toEqual([2, 1, 3]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 255]);
  });

  it.each([
    ["is missing", undefined, /^Cannot read .*\(ENOENT\)/],
    ["ends within the header", idx(0x803, [2, 1, 3], []).subarray(0, 15), /too short.*15 bytes.*16/],
    ["is empty", Buffer.alloc(0), /too short/],
    [
      "ends within the entries",
      idx(0x803, [2, 1, 3], [1, 2, 3, 4, 5]),
      /2 × 1 × 3 = 6 entries, but 5 follow/,
    ],
    ["goes on behind the entries", idx(0x803, [2, 1, 3], [1, 2, 3, 4, 5, 6, 7]), /6 entries, but 7 follow/],
    [
      "has another number of axes",
      idx(0x801, [6], [1, 2, 3, 4, 5, 6, 0, 0, 0, 0]),
      /starts with 0x00000801 instead of 0x00000803/,
    ],
    ["holds another type", idx(0xd03, [1, 1, 1], [0]), /0x00000d03/],
    ["is packed", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), /0x1f8b0800/],
  ])("refuses a file that %s", (_, bytes, message) => {
    const path = bytes === undefined ? join(temporaryFolder(), "nothing") : fileOf(bytes);
    expect(() => readIdx(path, 3)).toThrow(UserError);
    expect(() => readIdx(path, 3)).toThrow(message);
  });
});

describe("readMnist", () => {
  /** A folder with the two files of the test part. */
  function folderWith({ images, labels }: { images: Buffer; labels: Buffer }): string {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "t10k-images-idx3-ubyte"), images);
    writeFileSync(join(folder, "t10k-labels-idx1-ubyte"), labels);
    return folder;
  }
  const count = 10_000;
  const images = idx(0x803, [count, 28, 28], new Uint8Array(count * 784));
  const labels = idx(0x801, [count], new Uint8Array(count));

  it("reads the real training images, of each digit as many as MNIST has", () => {
    const { labels } = readMnist("train");
    const counts = new Array<number>(10).fill(0);
    for (const label of labels.data) counts[label]++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  }, 30_000);

  it("reads the real test images as numbers from 0 to 1, background black", () => {
    const { images, labels } = readMnist("test");
    expect([images.shape, images.dtype]).toEqual([[10_000, 784], "float32"]);
    expect([labels.shape, labels.dtype]).toEqual([[10_000], "int32"]);
    expect(labels.data.slice(0, 10)).toEqual(Int32Array.of(7, 2, 1, 0, 4, 1, 4, 9, 5, 9));
    expect([images.min().item(), images.max().item()]).toEqual([0, 1]);
    expect(images.mean().item()).toBeCloseTo(0.1325, 3);
  });

  it("reads only the first images when told so", () => {
    const [some, all] = [readMnist("test", { limit: 3 }), readMnist("test")];
    expect(some.images.toArray()).toEqual(all.images.slice(0, 3).toArray());
    expect(some.labels.toArray()).toEqual([7, 2, 1]);
  });

  it("accepts files that are as they should be", () => {
    expect(readMnist("test", { folder: folderWith({ images, labels }) }).labels.size).toBe(count);
  });

  it.each([
    [
      "too few images",
      { images: idx(0x803, [9, 28, 28], new Uint8Array(9 * 784)), labels },
      /9 × 28 × 28 entries instead of 10000 × 28 × 28/,
    ],
    [
      "images of another size",
      { images: idx(0x803, [count, 14, 56], new Uint8Array(count * 784)), labels },
      /10000 × 14 × 56/,
    ],
    ["too few labels", { images, labels: idx(0x801, [9], new Uint8Array(9)) }, /9 entries instead of 10000/],
    [
      "a label that is no digit",
      { images, labels: idx(0x801, [count], new Uint8Array(count).fill(10, 42, 43)) },
      /label 42 is 10, which is no digit/,
    ],
    ["labels in place of images", { images: labels, labels }, /starts with 0x00000801/],
  ])("refuses %s", (_, files, message) => {
    const folder = folderWith(files);
    expect(() => readMnist("test", { folder })).toThrow(UserError);
    expect(() => readMnist("test", { folder })).toThrow(message);
  });
});
