import { type StateDict, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { Linear } from "@chainrule/nn";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, InvalidFileError } from "../src/index.ts";
import { badFixtures, goodFixtures, readFixture, spell } from "./fixture.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** A file of the given header and number of bytes behind it. */
function file(header: string | Uint8Array, size = 0, length?: bigint): Uint8Array<ArrayBuffer> {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + size);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const values: Record<string, Value> = {
  weight: tensor([
    [1.5, -0],
    [Number.NaN, Number.POSITIVE_INFINITY],
  ]),
  step: value(1 / 3, { dtype: "float64" }),
  "layers.0.ü": tensor(Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
  mask: tensor([true, false, true]),
  "10": zeros([0, 3]),
  minusZero: value(-0),
};

describe("encodeSafetensors and decodeSafetensors", () => {
  it("bring back every bit, every name and the metadata", () => {
    const metadata = { format: "pt", "a key": '"\\\n\u0001ü𝄞' };
    const decoded = decodeSafetensors(encodeSafetensors(values, { metadata }));
    expect(decoded.metadata).toEqual(metadata);
    expect(Object.keys(decoded.tensors).toSorted()).toEqual(Object.keys(values).toSorted());
    for (const [name, x] of Object.entries(values)) {
      expect(spell(decoded.tensors[name]), name).toEqual(spell(x as never));
    }
  });

  it("carry the weights of one model to another", () => {
    const [from, to] = [new Linear(3, 2), new Linear(3, 2)];
    to.loadStateDict(decodeSafetensors(encodeSafetensors(from.stateDict())).tensors);
    expect(to.weight.toArray()).toEqual(from.weight.toArray());
  });

  it("take an ArrayBuffer, and bytes that begin somewhere in one", () => {
    const bytes = encodeSafetensors(values);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(bytes.buffer)).toEqual(decodeSafetensors(bytes));
    expect(decodeSafetensors(shifted.subarray(3))).toEqual(decodeSafetensors(bytes));
  });

  it("know a file without tensors", () => {
    expect(text(encodeSafetensors({}))).toBe("\x08\0\0\0\0\0\0\0{}      ");
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });
});

describe("the bytes", () => {
  it("are those of the format's own library: wide numbers first, then by name, the header padded to eight", () => {
    const bytes = encodeSafetensors(
      { b: tensor([1]), mask: tensor([true]), a: tensor([2]), wide: tensor([0.5], { dtype: "float64" }) },
      { metadata: { format: "pt" } },
    );
    const header =
      '{"__metadata__":{"format":"pt"},' +
      '"wide":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},' +
      '"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},' +
      '"mask":{"dtype":"BOOL","shape":[1],"data_offsets":[16,17]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const numbers = ["\0\0\0\0\0\0\xe0\x3f", "\0\0\0\x40", "\0\0\x80\x3f", "\x01"].join("");
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(padded.length));
    expect(text(bytes.subarray(8))).toBe(padded + numbers);
  });

  it("do not depend on the order in which the tensors come", () => {
    const reversed = Object.fromEntries(Object.entries(values).toReversed());
    expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(values));
  });
});

describe("a file of another tool", () => {
  it.each(goodFixtures("safetensors"))("is read: %s", (name, expected) => {
    const { tensors } = decodeSafetensors(readFixture(name));
    const found = Object.entries(tensors).map(([name, entry]) => [name, spell(entry)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it.each(badFixtures("safetensors"))(
    "is refused when a Value cannot hold what is in it: %s",
    (name, error) => {
      const decode = (): unknown => decodeSafetensors(readFixture(name));
      expect(decode).toThrow(InvalidFileError);
      expect(decode).toThrow(error);
    },
  );

  it("has its metadata read, too", () => {
    expect(decodeSafetensors(readFixture("every-dtype.safetensors")).metadata).toEqual({
      format: "pt",
      note: "ü\n",
    });
  });
});

const one = (shape: string, offsets: string, dtype = "F32"): string =>
  `{"w":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;
const two = (first: string, second: string): string =>
  `{"v":{"dtype":"BOOL","shape":[4],"data_offsets":${first}},"w":{"dtype":"BOOL","shape":[4],"data_offsets":${second}}}`;

describe("what is no such file is refused, and the message says why", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /it has 0 bytes, less than the length of a header takes/],
    ["a file cut off in the length", new Uint8Array(7), /it has 7 bytes/],
    [
      "a header of a promised 2^63 bytes",
      file("{}", 0, 2n ** 63n),
      /say that the header has 9223372036854775808 bytes/,
    ],
    ["a header of more than 100 MB", file("{}", 0, 100_000_001n), /but the format allows 100000000/],
    [
      "a file cut off in the header",
      file("{}", 0, 3n),
      /its header ends at byte 11, but the file has only 10/,
    ],
    ["another kind of file", Buffer.from("PK\x03\x04".padEnd(64, "x")), /say that the header has \d+ bytes/],
    ["no header", file(""), /does not begin with "{"/],
    ["white space in front", file(" {}"), /does not begin with "{"/],
    ["a byte order mark", file("\uFEFF{}"), /does not begin with "{"/],
    ["a list", file("[]"), /does not begin with "{"/],
    ["a header that is not UTF-8", file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), /not in UTF-8/],
    [
      "zeros behind the header",
      file("{}\0\0"),
      /needs nothing more at character 2, but there is "\\u0000\\u0000"/,
    ],
    [
      "a header that ends early",
      file('{"w":{"dtype":"F32"'),
      /needs "}" at character 19, but there is its end/,
    ],
    ["a name that does not end", file('{"w'), /needs a string that ends/],
    ["a line break in a name", file('{"a\nb":{}}'), /needs a string in proper JSON/],
    ["half a surrogate pair", file('{"\\ud800":{}}'), /needs a string in proper JSON/],
    ["a comma at the end", file(one("[1]", "[0,4]").replace("}}", "},}"), 4), /needs a string at character/],
    ["a name without quotes", file("{w:{}}"), /needs a string at character 1/],
    ["a number for a tensor", file('{"w":1}'), /needs "{" at character 5, but there is "1}"/],
    ["nested records", file('{"w":{"dtype":{"a":{}}}}'), /needs a string at character 14/],
    [
      "a field that is missing",
      file('{"w":{"dtype":"F32","shape":[]}}', 4),
      /tensor "w" needs a dtype, a shape and two/,
    ],
    [
      "three offsets",
      file(one("[]", "[0,4,4]"), 4),
      /tensor "w" needs a dtype, a shape and two data_offsets/,
    ],
    [
      "an unknown field",
      file(one("[]", "[0,4]").replace('"shape"', '"size":[],"shape"'), 4),
      /unknown field "size"/,
    ],
    [
      "a field twice",
      file(one("[]", "[0,4]").replace('"shape"', '"shape":[1],"shape"'), 4),
      /"shape" comes twice/,
    ],
    [
      "a name twice",
      file(`${one("[1]", "[0,4]").slice(0, -1)},${one("[1]", "[0,4]").slice(1)}`, 4),
      /"w" comes twice/,
    ],
    [
      "a name twice, once escaped",
      file(`${one("[1]", "[0,4]").slice(0, -1)},"\\u0077":{}}`, 4),
      /"w" comes twice/,
    ],
    ["__proto__", file(one("[1]", "[0,4]").replace("w", "__proto__"), 4), /"__proto__" is not allowed/],
    ["__proto__ in the metadata", file('{"__metadata__":{"__proto__":"x"}}'), /"__proto__" is not allowed/],
    ["metadata that are no strings", file('{"__metadata__":{"a":1}}'), /needs a string/],
    ["metadata twice", file('{"__metadata__":{},"__metadata__":{}}'), /"__metadata__" comes twice/],
    [
      "a negative offset",
      file(one("[1]", "[-4,0]"), 4),
      /needs an integer from 0 to 2\^53 - 1 at character \d+, but there is "-4/,
    ],
    ["a fraction", file(one("[1.0]", "[0,4]"), 4), /needs an integer/],
    ["an exponent", file(one("[1]", "[0,4e0]"), 4), /needs an integer/],
    ["a leading zero", file(one("[01]", "[0,4]"), 4), /needs an integer/],
    ["NaN", file(one("[NaN]", "[0,4]"), 4), /needs an integer/],
    ["an offset of 2^53", file(one("[1]", "[0,9007199254740992]"), 4), /needs an integer/],
    ["an offset of 30 digits", file(one("[1]", `[0,${"9".repeat(30)}]`), 4), /needs an integer/],
    [
      "an end before its start",
      file(one("[1]", "[4,0]"), 4),
      /tensor "w" ends at byte 0, before its start at 4/,
    ],
    [
      "a file cut off in the numbers",
      file(one("[2]", "[0,8]"), 7),
      /tensor "w" ends at byte 8 behind the header, where there are only 7/,
    ],
    [
      "a huge tensor",
      file(one("[2251799813685247]", "[0,9007199254740988]"), 4),
      /where there are only 4: the file is cut off/,
    ],
    ["bytes that are left over", file(one("[1]", "[0,4]"), 7), /3 bytes at its end belong to no tensor/],
    ["bytes without tensors", file("{}", 5), /5 bytes at its end belong to no tensor/],
    [
      "a gap at the beginning",
      file(one("[1]", "[4,8]"), 8),
      /"w" starts at byte 4 instead of 0: it leaves a gap/,
    ],
    ["a gap", file(two("[0,4]", "[5,9]"), 9), /"w" starts at byte 5 instead of 4: it leaves a gap/],
    ["an overlap", file(two("[0,4]", "[3,7]"), 7), /"w" starts at byte 3 instead of 4: it overlaps/],
    [
      "two tensors at one place",
      file(two("[0,4]", "[0,4]"), 4),
      /starts at byte 0 instead of 4: it overlaps/,
    ],
    [
      "a shape that does not fit",
      file(one("[3]", "[0,4]"), 4),
      /"w" has 4 bytes, but its shape \[3\] of F32 needs 12/,
    ],
    [
      "a shape whose product overflows 2^64",
      file(one("[4294967296,4294967296,4]", "[0,0]"), 0),
      /needs 295147905179352830000/,
    ],
    [
      "a shape whose product is no number",
      file(one(`[${"9007199254740991,".repeat(20)}0]`, "[0,0]"), 0),
      /needs/,
    ],
    [
      "a dtype of the prototype",
      file(one("[1]", "[0,4]", "constructor"), 4),
      /is of dtype "constructor"; a Value can hold F64,/,
    ],
    ["a dtype in small letters", file(one("[1]", "[0,4]", "f32"), 4), /is of dtype "f32"/],
    [
      "a bool of 2",
      file(`${one("[1]", "[0,1]", "BOOL")}\u0002`, 0, BigInt(one("[1]", "[0,1]", "BOOL").length)),
      /tensor "w": entry 0 is 2, but a bool is 0 or 1/,
    ],
  ])("%s", (_, bytes, message) => {
    const decode = (): unknown => decodeSafetensors(bytes);
    expect(decode).toThrow(InvalidFileError);
    expect(decode).toThrow(message);
    expect(decode).toThrow(/^Cannot read this as safetensors: .*\.$/s);
  });

  it("and a message stays short, whatever the name", () => {
    const bytes = file(
      `{"${"x".repeat(1e6)}":{"dtype":"${"y".repeat(1e6)}","shape":[],"data_offsets":[0,0]}}`,
    );
    let message = "";
    try {
      decodeSafetensors(bytes);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.length).toBeGreaterThan(80);
    expect(message.length).toBeLessThan(500);
  });
});

describe("what the format allows is read, as unusual as it is", () => {
  it.each<[string, Uint8Array, StateDict]>([
    [
      "white space between all",
      file('{ "w" :\n{ "dtype":"F32","shape" : [ 1 ] ,"data_offsets":[0, 4] } }\t ', 4),
      { w: { dtype: "float32", shape: [1], data: new Float32Array(1) } },
    ],
    [
      "a name that is empty",
      file(one("[]", "[0,4]").replace('"w"', '""'), 4),
      { "": { dtype: "float32", shape: [], data: new Float32Array(1) } },
    ],
    [
      "a file in another order than its header",
      file(two("[4,8]", "[0,4]"), 8),
      {
        w: { dtype: "bool", shape: [4], data: new Uint8Array(4) },
        v: { dtype: "bool", shape: [4], data: new Uint8Array(4) },
      },
    ],
    [
      "an empty tensor between others",
      file(
        '{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},"e":{"dtype":"F64","shape":[0],"data_offsets":[1,1]},"z":{"dtype":"BOOL","shape":[1],"data_offsets":[1,2]}}',
        2,
      ),
      {
        a: { dtype: "bool", shape: [1], data: new Uint8Array(1) },
        e: { dtype: "float64", shape: [0], data: new Float64Array(0) },
        z: { dtype: "bool", shape: [1], data: new Uint8Array(1) },
      },
    ],
  ])("%s", (_, bytes, tensors) => {
    expect(decodeSafetensors(bytes)).toEqual({ tensors, metadata: {} });
  });
});

describe("encodeSafetensors refuses", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "a number",
      () => encodeSafetensors({ w: 1 as never }),
      /needs Values, or { dtype, shape, data }.*"w" is 1\./,
    ],
    ["null", () => encodeSafetensors({ w: null as never }), /"w" is null/],
    [
      "an array of another kind",
      () => encodeSafetensors({ w: { dtype: "float32", shape: [1], data: new Int32Array(1) } }),
      /"w" is float32 of shape \[1\]/,
    ],
    [
      "an array of another length",
      () => encodeSafetensors({ w: { dtype: "float32", shape: [2], data: new Float32Array(1) } }),
      /"w" is/,
    ],
    [
      "the name of the metadata",
      () => encodeSafetensors({ __metadata__: value(1) }),
      /"__metadata__" cannot be a name/,
    ],
    [
      "the prototype",
      () => encodeSafetensors(Object.fromEntries([["__proto__", value(1)]])),
      /"__proto__" cannot be a name/,
    ],
    ["half a surrogate pair", () => encodeSafetensors({ "\ud800": value(1) }), /cannot be a name/],
    [
      "metadata of numbers",
      () => encodeSafetensors({}, { metadata: { epoch: 1 as never } }),
      /metadata are strings, but "epoch" is 1/,
    ],
  ])("%s", (_, encode, message) => {
    expect(encode).toThrow(TypeError);
    expect(encode).toThrow(message);
  });

  it("a header of more than the format's 100 MB", () => {
    const metadata = { long: "x".repeat(100_000_000) };
    expect(() => encodeSafetensors({}, { metadata })).toThrow(/the header would have 100000\d{3} bytes/);
  });
});
