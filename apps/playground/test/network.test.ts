import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Generator } from "@chainrule/autograd";
import { readMnist } from "@chainrule/examples/digits/mnist.ts";
import { buildNetwork } from "@chainrule/examples/digits/network.ts";
import { loadNetwork } from "@chainrule/examples/digits/weights.ts";
import { encodeSafetensors } from "@chainrule/files";
import { describe, expect, it } from "vitest";
import { pack } from "../digits/pack.ts";
import { unpack } from "../src/lessons/02-network/data.ts";
import { planes, signals } from "../src/lessons/02-network/logic.ts";
import { contributions, read } from "../src/lessons/02-network/read.ts";
import { picture, type Stroke } from "../src/lessons/02-network/strokes.ts";
import { decodeWeights, encodeWeights } from "../src/lessons/02-network/weightsFile.ts";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

describe("the network for XOR", () => {
  it("answers as its weights say", () => {
    const { or, notBoth, xor } = signals(1, 0);
    expect(or).toBeCloseTo(sigmoid(4), 6);
    expect(notBoth).toBeCloseTo(sigmoid(4), 6);
    expect(xor).toBeCloseTo(sigmoid(16 * sigmoid(4) - 12), 6);
  });

  it.each([
    [0, 0, false],
    [0, 1, true],
    [1, 0, true],
    [1, 1, false],
  ])("of %i and %i is %s", (a, b, expected) => {
    expect(signals(a, b).xor > 0.5).toBe(expected);
  });

  it("says over the plane what it says at its points, from the top left", () => {
    const all = planes([0, 1], 2);
    expect(all.xor[1]).toBeCloseTo(signals(0.75, 0.75).xor, 6);
    expect(all.notBoth[2]).toBeCloseTo(signals(0.25, 0.25).notBoth, 6);
    expect(all.a[3]).toBe(0.75);
  });
});

describe("a drawing as a picture of MNIST", () => {
  const seven: Stroke[] = [
    [
      [60, 60],
      [220, 60],
      [120, 240],
    ],
  ];
  const centerOf = (pixels: Float32Array): [number, number] => {
    let [mass, x, y] = [0, 0, 0];
    pixels.forEach((ink, i) => {
      mass += ink;
      x += ink * ((i % 28) + 0.5);
      y += ink * (Math.floor(i / 28) + 0.5);
    });
    return [x / mass, y / mass];
  };
  const rowsWithInk = (pixels: Float32Array): number =>
    Array.from({ length: 28 }, (_, row) =>
      pixels.slice(row * 28, row * 28 + 28).some((ink) => ink > 0.5),
    ).filter(Boolean).length;

  it("is 20 pixels high, and its center of mass is in the middle", () => {
    const pixels = picture(seven, 280);
    expect(rowsWithInk(pixels)).toBe(20);
    const [x, y] = centerOf(pixels);
    expect(Math.abs(x - 14)).toBeLessThan(0.1);
    expect(Math.abs(y - 14)).toBeLessThan(0.1);
    expect(Math.max(...pixels)).toBe(1);
    expect(Math.min(...pixels)).toBe(0);
  });

  it("does not depend on where and how large it was drawn", () => {
    const small = seven.map((stroke) => stroke.map(([x, y]): [number, number] => [x / 2 + 17, y / 2 + 90]));
    const [first, second] = [picture(seven, 280), picture(small, 280)];
    for (let i = 0; i < first.length; i++) expect(second[i]).toBeCloseTo(first[i], 5);
  });

  it("leaves a dot a dot, and nothing nothing", () => {
    expect(rowsWithInk(picture([[[10, 10]]], 280))).toBeLessThan(4);
    expect(picture([], 280).every((ink) => ink === 0)).toBe(true);
  });
});

describe("digits packed for the page", () => {
  it("are those of MNIST, in 16 shades", async () => {
    const packed = pack("t10k", 1000);
    const { images, labels } = await unpack(packed.slice().buffer);
    const all = readMnist("test");
    expect(labels.shape).toEqual([1000]);
    expect(Array.from(labels.data)).toEqual(Array.from({ length: 1000 }, (_, i) => all.labels.data[10 * i]));
    let furthest = 0;
    for (let i = 0; i < 1000; i += 37) {
      for (let pixel = 0; pixel < 784; pixel++) {
        const difference = images.data[i * 784 + pixel] - all.images.data[10 * i * 784 + pixel];
        furthest = Math.max(furthest, Math.abs(difference));
      }
    }
    expect(furthest).toBeLessThanOrEqual(0.5 / 15 + 1e-6);
  });
});

describe("reading", () => {
  const network = buildNetwork({ model: "mlp", hidden: [6, 5] }, new Generator(3));
  const pixels = Float32Array.from({ length: 784 }, (_, i) => (i % 7) / 7);

  it("gives what every layer says", () => {
    const { hidden, probabilities, digit } = read(network, pixels);
    expect(hidden.map(({ length }) => length)).toEqual([6, 5]);
    expect(Math.min(...Array.from(hidden[1]))).toBeGreaterThanOrEqual(0);
    const numbers = Array.from(probabilities);
    expect(numbers.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    expect(numbers[digit]).toBe(Math.max(...numbers));
  });

  it("what speaks for a digit, and its bias, is the output before the softmax", () => {
    const reading = read(network, pixels);
    const logitOf = (digit: number): number =>
      contributions(network, reading, digit).reduce((sum, share) => sum + share, 0) +
      network.stateDict()["4.bias"].data[digit];
    const ratio = reading.probabilities[3] / reading.probabilities[8];
    expect(Math.log(ratio)).toBeCloseTo(logitOf(3) - logitOf(8), 5);
  });
});

describe("files of weights", () => {
  const architecture = { model: "mlp", hidden: [12] } as const;
  const network = buildNetwork(architecture, new Generator(5));
  const trained = { architecture, state: network.stateDict() };
  const bytes = encodeWeights(trained);
  const refuse = (name: string, bytes: Uint8Array<ArrayBuffer>, reason: string | RegExp): void =>
    expect(() => decodeWeights(name, bytes.slice().buffer)).toThrow(reason);

  it("from the page are read by npm run predict", () => {
    const path = join(tmpdir(), `weights-${process.pid}.safetensors`);
    writeFileSync(path, bytes);
    expect(loadNetwork(path).stateDict()).toEqual(network.stateDict());
  });

  it("come back as they were", () => {
    expect(decodeWeights("weights.safetensors", bytes.buffer)).toEqual(trained);
  });

  it("that are none are refused, and the reason is told", () => {
    refuse("photo.png", new Uint8Array([137, 80, 78, 71]), /^photo\.png is no file of weights .* 4 bytes/);
    refuse("half", bytes.slice(0, 9000), "the file is cut off");
    const changed = bytes.slice();
    changed[changed.length - 1] ^= 1;
    refuse("changed", changed, "do not match their checksum");
    refuse("other", encodeSafetensors(network.stateDict()), "does not say which network");
    const convolutional = { model: "cnn", hidden: [1] } as const;
    const state = buildNetwork(convolutional, new Generator(1)).stateDict();
    refuse("cnn", encodeWeights({ architecture: convolutional, state }), 'of the model "cnn"');
    refuse(
      "misfit",
      encodeWeights({ architecture: { model: "mlp", hidden: [13] }, state: trained.state }),
      "misshaped: 0.weight",
    );
  });
});
