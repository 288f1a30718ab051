import { Generator, tensor, value } from "@chainrule/autograd";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseData } from "../src/checkpointData.ts";
import {
  decodeCheckpoint,
  decodeNpy,
  decodeSafetensors,
  encodeCheckpoint,
  encodeNpy,
  encodeSafetensors,
  InvalidFileError,
  restoreCheckpoint,
} from "../src/index.ts";
import { readFixture } from "./fixture.ts";

/*
 * Files that were changed at random: they are read, or refused by an InvalidFileError. Nothing else is thrown, and no more
 * memory is taken than a few times the size of the file.
 */

const values = { w: tensor([1, 2, 3]), i: tensor(Int32Array.of(1, 2)), b: tensor([true]), "a.b": value(0) };
const checkpoint = encodeCheckpoint(
  { generator: new Generator(1) },
  { epoch: 1, more: [tensor([1, 2]), { a: null }] },
);

const kinds: [string, (bytes: Uint8Array) => unknown, Uint8Array[]][] = [
  [
    "safetensors",
    decodeSafetensors,
    [encodeSafetensors(values, { metadata: { a: "b" } }), readFixture("every-dtype.safetensors")],
  ],
  ["npy", decodeNpy, [encodeNpy(tensor([1, 2, 3])), readFixture("fortran.npy"), readFixture("big-f2.npy")]],
  ["checkpoint", decodeCheckpoint, [checkpoint]],
];

/** Pieces of which headers are made, and what does not belong there. */
const piece = fc.oneof(
  fc.constantFrom(
    ...Array.from("{}[](),:'\"\\ \0"),
    "null",
    "-1",
    "1e9",
    "99999999999999999999",
    "9007199254740991",
    "4294967296",
    "0",
    "__proto__",
    "__metadata__",
    '"w"',
    '"dtype":"F64"',
    "[0,0]",
    "\\u0000",
    "<i8",
    "True",
  ),
  fc.string({ maxLength: 4, unit: "binary" }),
);

/** A change to a file: where (as a share of its length), how many bytes are taken out, and what comes in. */
const change = fc.record({
  at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.1, noNaN: true })),
  out: fc.nat({ max: 24 }),
  into: fc.oneof(
    piece.map((text) => new TextEncoder().encode(text)),
    fc.uint8Array({ maxLength: 8 }),
  ),
  isSameLength: fc.boolean(),
});

type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

function apply(file: Uint8Array, { at, out, into, isSameLength }: Change): Uint8Array {
  const start = Math.floor(at * file.length);
  const end = start + (isSameLength ? into.length : out);
  return new Uint8Array([...file.subarray(0, start), ...into, ...file.subarray(end)]);
}

/** The file with the length of its header made right again, so that what is wrong lies deeper. */
function withLength(file: Uint8Array, original: Uint8Array): Uint8Array {
  const fixed = Uint8Array.from(file);
  const view = new DataView(fixed.buffer);
  const before = new DataView(original.buffer, original.byteOffset).getBigUint64(0, true);
  if (fixed.length >= 8 && before < 1e6)
    view.setBigUint64(0, before + BigInt(file.length - original.length), true);
  return fixed;
}

/** Throws for anything thrown but an InvalidFileError. Returns how many bytes the result takes. */
function sizeOfRead(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): number {
  try {
    return sizeOf(decode(bytes));
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    expect(error.message.length).toBeLessThan(1000);
    return 0;
  }
}

function sizeOf(tree: unknown): number {
  if (ArrayBuffer.isView(tree)) return tree.byteLength;
  if (typeof tree === "string") return tree.length;
  if (typeof tree !== "object" || tree === null) return 8;
  const { data } = tree as { data?: unknown };
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return Object.entries(tree).reduce((sum, [key, item]) => sum + key.length + sizeOf(item), 0);
}

describe.each(kinds)("a file of %s", (_, decode, files) => {
  it.each([1, 4])("with %i changes is read or refused, with no other error", (count) => {
    const changed = fc.tuple(
      fc.constantFrom(...files),
      fc.array(change, { minLength: 1, maxLength: count }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(changed, ([file, changes, isFixed]) => {
        const mutated = changes.reduce(apply, file);
        const bytes = isFixed ? withLength(mutated, file) : mutated;
        expect(sizeOfRead(decode, bytes)).toBeLessThanOrEqual(4 * bytes.length);
      }),
      { numRuns: 3000 },
    );
  });

  it("cut off anywhere is refused", () => {
    for (const file of files) {
      for (let length = 0; length < file.length; length++)
        expect(() => decode(file.subarray(0, length)), String(length)).toThrow(InvalidFileError);
    }
  });

  it("of random bytes is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decode(bytes)).toThrow(InvalidFileError);
      }),
    );
  });
});

describe("headers that promise much", () => {
  const header = (json: string, size = 0): Uint8Array => {
    const text = new TextEncoder().encode(json);
    const bytes = new Uint8Array(8 + text.length + size);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
  };

  it.each<[string, (bytes: Uint8Array) => unknown, Uint8Array]>([
    [
      "terabytes",
      decodeSafetensors,
      header('{"w":{"dtype":"F64","shape":[1099511627776],"data_offsets":[0,8796093022208]}}'),
    ],
    [
      "terabytes at no place",
      decodeSafetensors,
      header('{"w":{"dtype":"F64","shape":[1099511627776],"data_offsets":[0,0]}}'),
    ],
    ["a header of 99 MB", decodeSafetensors, Uint8Array.of(0xc0, 0x9e, 0xe6, 5, 0, 0, 0, 0, 0x7b)],
    [
      "terabytes of npy",
      decodeNpy,
      Buffer.from(
        Buffer.from(encodeNpy(tensor([1, 2])))
          .toString("latin1")
          .replace("(2,), }              ", "(1099511627776,), }  "),
        "latin1",
      ),
    ],
    ["lists in lists", decodeSafetensors, header("[".repeat(1e6))],
    ["records in records", decodeSafetensors, header('{"a":'.repeat(1e6))],
    ["a million backslashes", decodeSafetensors, header(`{"${"\\".repeat(1e6)}`)],
  ])("are refused at once: %s", (_, decode, bytes) => {
    const before = process.memoryUsage();
    expect(() => decode(bytes)).toThrow(InvalidFileError);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1e8);
  });

  it.each([
    ["lists in lists", "[".repeat(1e5)],
    ["records in records", `${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}`],
    ["a Value that is not there", '{"x":{"$value":7}}'],
    ["a Value of the prototype", '{"x":{"$value":"length"}}'],
    ["a number that is none", '{"x":{"$number":"7"}}'],
    ["a prototype", '{"__proto__":{"x":1}}'],
    ["no record", "[]"],
    ["a Value alone", '{"$value":0}'],
  ])("are refused, too, in the data of a checkpoint: %s", (_, json) => {
    expect(() => parseData(json, [])).toThrow(InvalidFileError);
  });
});

it("a checkpoint that was changed is never loaded in part", () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const bytes = withLength(changes.reduce(apply, checkpoint), checkpoint);
      const generator = new Generator(2);
      const untouched = [...generator.state.data];
      try {
        restoreCheckpoint(bytes, { generator });
      } catch {
        expect([...generator.state.data]).toEqual(untouched);
        return;
      }
      expect([...generator.state.data]).toEqual([...new Generator(1).state.data]);
    }),
    { numRuns: 1000 },
  );
});
