import { describe, expect, it } from "vitest";
import { crc32 } from "../src/crc32.ts";
import { readNumbers } from "../src/numberFormat.ts";
import { halves } from "./fixture.ts";

const allHalves = Uint16Array.from({ length: 65536 }, (_, i) => i);

describe("numbers of two bytes", () => {
  it.each([
    ["float16", halves.F16],
    ["bfloat16", halves.BF16],
  ] as const)("become the float32 that NumPy and PyTorch make of them: %s", (format, sum) => {
    const numbers = readNumbers(format, new Uint8Array(allHalves.buffer), "little");
    const bits = new Uint32Array(numbers.buffer);
    for (let i = 0; i < bits.length; i++) if (Number.isNaN(numbers[i])) bits[i] = 0x7fc00000;
    expect(crc32(new Uint8Array(bits.buffer))).toBe(sum);
  });

  it("may have their big end first", () => {
    expect(readNumbers("uint16", Uint8Array.of(1, 2, 3, 4), "big")).toEqual(Int32Array.of(258, 772));
    expect(readNumbers("uint16", Uint8Array.of(1, 2, 3, 4), "little")).toEqual(Int32Array.of(513, 1027));
  });
});

describe("int64", () => {
  it("is read up to the ends of int32", () => {
    const wide = BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n, -1n, 0n);
    expect(readNumbers("int64", new Uint8Array(wide.buffer), "little")).toEqual(
      Int32Array.of(-2147483648, 2147483647, -1, 0),
    );
  });

  it.each([2n ** 31n, -(2n ** 31n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n])(
    "is refused beyond: %s",
    (x) => {
      const wide = BigInt64Array.of(0n, x);
      const read = (): unknown => readNumbers("int64", new Uint8Array(wide.buffer), "little");
      expect(read).toThrow(`entry 1 is ${x}, too large for int32`);
    },
  );
});

it("the bytes that are read are neither kept nor changed", () => {
  const bytes = Uint8Array.of(0, 0, 128, 63);
  const [numbers] = [readNumbers("float32", bytes, "little"), readNumbers("int32", bytes, "big")];
  bytes.fill(0);
  expect(numbers).toEqual(Float32Array.of(1));
});
