import { tensor, value } from "@chainrule/autograd";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { decodeNpz, encodeNpy, encodeNpz, InvalidFileError } from "../src/index.ts";
import { goodFixtures, readFixture, spell } from "./fixture.ts";

const npy = encodeNpy(tensor([1, 2]));

describe("a file of NumPy", () => {
  it.each(goodFixtures("npz"))("is read: %s", (name, expected) => {
    const found = Object.entries(decodeNpz(readFixture(name))).map(([name, x]) => [name, spell(x as never)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

describe("encodeNpz and decodeNpz", () => {
  const values = {
    weight: tensor([[1.5, -0]]),
    "a.b ü": value(1 / 3, { dtype: "float64" }),
    mask: tensor([true]),
  };

  it("bring back every name and every bit", () => {
    const decoded = decodeNpz(encodeNpz(values).buffer);
    expect(Object.keys(decoded)).toEqual(Object.keys(values));
    for (const [name, x] of Object.entries(values))
      expect(spell(decoded[name] as never)).toEqual(spell(x as never));
    expect(decodeNpz(encodeNpz({}))).toEqual({});
  });

  it("give equal bytes for equal Values", () => {
    expect(encodeNpz(values)).toEqual(encodeNpz(decodeNpz(encodeNpz(values))));
  });
});

describe("what is no such file is refused, and the message says why", () => {
  const zeros = zipSync({ "z.npy": encodeNpy(tensor(new Float32Array(100_000))) });
  it.each<[string, () => unknown, RegExp]>([
    ["nothing", () => decodeNpz(new Uint8Array(0)), /no zip, or a damaged one/],
    ["another kind of file", () => decodeNpz(npy), /no zip, or a damaged one/],
    [
      "a zip of something else",
      () => decodeNpz(zipSync({ "a.txt": strToU8("hello") })),
      /holds "a\.txt", which is no npy/,
    ],
    [
      "a zip with what is only called npy",
      () => decodeNpz(zipSync({ "a.npy": strToU8("hello") })),
      /"a\.npy": Cannot read this as npy/,
    ],
    [
      "more than is allowed",
      () => decodeNpz(zeros, { maxBytes: 1000 }),
      /more than 1000 bytes; a larger maxBytes allows them/,
    ],
  ])("%s", (_, decode, message) => {
    expect(decode).toThrow(InvalidFileError);
    expect(decode).toThrow(message);
  });

  it("a zip that promises more than can be there", () => {
    const bytes = zipSync({ "z.npy": [npy, { level: 0 }] });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 2 ** 29, true);
    expect(() => decodeNpz(bytes)).toThrow(/promises 536870912 bytes of "z\.npy", more than can be there/);
  });

  it("numbers of which any single bit has changed", () => {
    const file = encodeNpz({ x: tensor([1, 2, 3]), ü: value(4) });
    const numbers = (bytes: Uint8Array): unknown =>
      Object.entries(decodeNpz(bytes)).map(([, x]) => x.toArray());
    const whole = numbers(file);
    let refused = 0;
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const damaged = file.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      try {
        expect(numbers(damaged)).toEqual(whole);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidFileError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(8 * 12); // the bits of the numbers at least
  });

  it("a file that was changed at random, unless it can be read; nothing else is thrown", () => {
    const files = [encodeNpz({ a: tensor([1, 2]), b: value(1) }), readFixture("compressed.npz")];
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 6 }),
        (file, at, into) => {
          const bytes = Uint8Array.from(file);
          bytes.set(into.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length);
          try {
            decodeNpz(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidFileError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
