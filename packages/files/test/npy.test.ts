import { arange, tensor, value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { decodeNpy, encodeNpy, InvalidFileError } from "../src/index.ts";
import { badFixtures, goodFixtures, readFixture, spell } from "./fixture.ts";

describe("a file of NumPy", () => {
  it.each(goodFixtures("npy"))("is read: %s", (name, expected) => {
    expect(spell(decodeNpy(readFixture(name)) as never)).toEqual(expected[""]);
  });

  it.each(badFixtures("npy"))("is refused when a Value cannot hold what is in it: %s", (name, error) => {
    const decode = (): unknown => decodeNpy(readFixture(name));
    expect(decode).toThrow(InvalidFileError);
    expect(decode).toThrow(error);
  });

  it.each(["float32", "float64", "int32", "bool", "scalar", "vector", "empty"])(
    "has the bytes that encodeNpy writes, so NumPy reads those: %s",
    (name) => {
      const bytes = readFixture(`${name}.npy`);
      expect(encodeNpy(decodeNpy(bytes))).toEqual(bytes);
    },
  );
});

describe("encodeNpy and decodeNpy", () => {
  it.each([
    ["a scalar", value(-0)],
    ["one number for all entries", zeros([3, 4])],
    ["nothing", zeros([3, 0])],
    ["many axes", arange(64).reshape([1, 2, 1, 4, 2, 4])],
    ["NaN", tensor([Number.NaN, 1], { dtype: "float64" })],
  ])("bring back every bit: %s", (_, x) => {
    expect(spell(decodeNpy(encodeNpy(x)) as never)).toEqual(spell(x as never));
  });

  it("align the numbers to 64 bytes, whatever the length of the header", () => {
    for (let rank = 0; rank < 40; rank++) {
      const bytes = encodeNpy(zeros(Array.from({ length: rank }, () => 1)));
      expect((bytes.length - 4) % 64).toBe(0);
      expect(decodeNpy(bytes).rank).toBe(rank);
    }
  });
});

const good = Buffer.from(encodeNpy(tensor([1, 2]))).toString("latin1");
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
/** The file of [1, 2] with a part of its text replaced by another of equal length. */
const changed = (from: string, to: string): Uint8Array =>
  bytesOf(good.replace(from.padEnd(to.length), to.padEnd(from.length)));

describe("what is no such file is refused, and the message says why", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /does not begin as such a file does/],
    ["another kind of file", bytesOf("PK\x03\x04".padEnd(64)), /does not begin as such a file does/],
    ["a later version", bytesOf(good.replace("\x01\0", "\x04\0")), /version 4\.0/],
    ["version 0", bytesOf(good.replace("\x01\0", "\0\0")), /version 0\.0/],
    ["an end in the header", bytesOf(good.slice(0, 60)), /header has 118 bytes, more than the file has/],
    ["an end in the length", bytesOf("\x93NUMPY\x02\0\x76\0"), /ends before its header/],
    [
      "a huge header",
      bytesOf(`\x93NUMPY\x02\0\xff\xff\xff\xff${"x".repeat(99)}`),
      /4294967295 bytes, more than the 10000 that are read/,
    ],
    [
      "an end in the numbers",
      bytesOf(good.slice(0, -1)),
      /shape \[2\] of <f4 needs 8 bytes, but there are 7/,
    ],
    ["bytes that are left over", bytesOf(`${good}x`), /needs 8 bytes, but there are 9/],
    ["a huge shape", changed("(2,), }", "(99999999999999999999,), }"), /needs 400000000000000000000 bytes/],
    ["a negative extent", changed("(2,), }", "(-2,), }"), /cannot be understood at "\(-2,\)"/],
    ["an extent that is no integer", changed("(2,), }", "(2.0,), }"), /cannot be understood/],
    ["a shape that is no tuple", changed("(2,), }", "2, }"), /cannot be understood/],
    ["a call", changed("(2,), }", "f(2), }"), /cannot be understood/],
    ["an order that is no bool", changed("False", "0"), /cannot be understood/],
    ["another key", changed("descr", "kinds"), /cannot be understood/],
    ["a key twice", changed("fortran_order", "descr"), /cannot be understood/],
    ["no header at all", changed("{'descr'", "<'descr'"), /cannot be understood/],
    ["an unknown kind", changed("<f4", "<f5"), /kind "<f5"/],
    ["the machine's own order", changed("<f4", "=f4"), /kind "=f4"/],
    [
      "a kind of the prototype",
      bytesOf(good.replace("<f4", "<toString").replace("      \n", "\n")),
      /kind "<toString"/,
    ],
  ])("%s", (_, bytes, message) => {
    const decode = (): unknown => decodeNpy(bytes);
    expect(decode).toThrow(InvalidFileError);
    expect(decode).toThrow(message);
    expect(decode).toThrow(/^Cannot read this as npy: .*\.$/s);
  });
});
