import {
  arange,
  at,
  grad,
  type Index,
  ones,
  tensor,
  type Value,
  value,
  vmap,
  zeros,
} from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/*
 * That `at` reads what PyTorch reads is shown by torch.test.ts, for hundreds of random expressions.
 */

const x = arange(24, { dtype: "float64" }).reshape([2, 3, 4]);
const int32 = (...entries: number[]): Value => tensor(Int32Array.from(entries));

/** An index for shape [4, 3]: both axes by an integer, a range or a list. */
const indices: fc.Arbitrary<Index[]> = fc
  .tuple(
    ...[4, 3].map((extent) =>
      fc.oneof(
        fc.constant<Index>(":"),
        fc.integer({ min: -extent, max: extent - 1 }),
        fc.record({
          start: fc.integer({ min: -5, max: 5 }),
          step: fc.constantFrom(-2, -1, 1, 2),
        }),
        fc.array(fc.integer({ min: -extent, max: extent - 1 }), { minLength: 2, maxLength: 2 }),
      ),
    ),
  )
  .map(([row, column]): Index[] => [row, column]);

describe("at", () => {
  it("reads what the index says, in words that NumPy and PyTorch know", () => {
    expect(x.at(1, -1).toArray()).toEqual([20, 21, 22, 23]);
    expect(x.at("...", 0).toArray()).toEqual(x.slice(0, 1, { axis: 2 }).squeeze(2).toArray());
    expect(x.at(0, { step: -1 }, { start: 1, end: -1 }).toArray()).toEqual([
      [9, 10],
      [5, 6],
      [1, 2],
    ]);
    expect(x.at(null, ":", [[0], [2]], int32(3, -1)).shape).toEqual([1, 2, 2, 2]);
    expect(x.at(x.gt(20)).toArray()).toEqual([21, 22, 23]);
    expect(x.at(0, [true, false, true], [1, 2]).toArray()).toEqual([1, 10]);
  });

  it("takes more than four items", () => {
    expect(x.reshape([2, 1, 3, 1, 4]).at(1, 0, 2, 0, 3).item()).toBe(23);
  });

  it("goes backward from any start to any end as Python does", () => {
    const row = arange(5);
    const read = (start: number | null, end: number | null, step: number): unknown =>
      row.at({ start, end, step }).toArray();
    expect(read(null, null, -1)).toEqual([4, 3, 2, 1, 0]);
    expect(read(3, 0, -2)).toEqual([3, 1]);
    expect(read(-1, -4, -1)).toEqual([4, 3, 2]);
    expect(read(9, -9, -3)).toEqual([4, 1]);
    expect(read(0, 3, -1)).toEqual([]);
    expect(zeros([0]).at({ step: -1 }).shape).toEqual([0]);
  });

  it("gives a Value of its own, that a later assign does not change", () => {
    const leaf = tensor([1, 2]);
    const [whole, all] = [leaf.at(), leaf.at("...")];
    leaf.assign(tensor([5, 6]));
    expect([whole.toArray(), all.toArray()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("works in vmap, with indices and with what they are for differing from example to example", () => {
    const rows = vmap((row: Value, i: Value) => row.at(i, { step: -1 }))(x, int32(2, 0));
    expect(rows.toArray()).toEqual([
      [11, 10, 9, 8],
      [15, 14, 13, 12],
    ]);
    const written = vmap((row: Value, i: Value) => row.withAt([i, ":", null], row.at(0).unsqueeze(1)))(
      x,
      int32(2, 1),
    );
    expect(written.at(":", [2, 1], 3).toArray()).toEqual([
      [3, 7],
      [23, 15],
    ]);
  });

  it("gives in vmap what a loop gives, whatever the index", () => {
    const tables = arange(24, { dtype: "float64" }).reshape([2, 4, 3]);
    const change = (table: Value, index: Index[]): Value =>
      table.addAt(index, table.at(...index)).withAt(index, 0);
    fc.assert(
      fc.property(indices, (index) => {
        const each = [0, 1].map((i) => tables.at(i));
        expect(vmap((table: Value) => table.at(...index))(tables).toArray()).toEqual(
          each.map((table) => table.at(...index).toArray()),
        );
        expect(vmap((table: Value) => change(table, index))(tables).toArray()).toEqual(
          each.map((table) => change(table, index).toArray()),
        );
      }),
    );
  });

  it("refuses masks in vmap and names what to use instead", () => {
    expect(() => vmap((row: Value) => row.at(row.gt(0)))(x)).toThrow(
      /at gives a shape that depends on numbers, and inside vmap.*where or maskedFill/,
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    ["too many axes", () => x.at(0, 0, 0, 0), /names 4 axes of shape \[2, 3, 4\]/],
    ["two ellipses", () => x.at("...", "..."), /have "\.\.\." once/],
    ["an entry that is not there", () => x.at(":", 3), /at: index 3 is out of range for an axis of 3/],
    ["one before the first", () => x.at(-3), /at: index -3 is out of range for an axis of 2/],
    ["one that is not there, in a list", () => x.at([0, 2]), /at: index 2 is out of range for an axis of 2/],
    ["half an entry", () => x.at(0.5), /an index is an integer, got 0\.5/],
    [
      "one beyond int32, in a list",
      () => x.at([2 ** 32]),
      /at: index 4294967296 is out of range for any axis/,
    ],
    ["halves in a list", () => x.at([0, 0.5]), /an array as an index holds integers/],
    ["a step of 0", () => x.at({ step: 0 }), /the step not 0, got null, null and 0/],
    ["a range with halves", () => x.at({ start: 0.5 }), /start, end and step of a range are integers/],
    ["floats as indices", () => x.at(ones([2])), /at needs int32 indices, got float32/],
    ["a mask that does not fit", () => x.at(ones([3, 2]).gt(0)), /mask of shape \[3, 2\].*extents \[2, 3\]/],
    ["one truth for all", () => x.at(value(true)), /at needs int32 indices, got bool/],
    ["lists that do not broadcast", () => x.at([0, 1], [0, 1, 2]), /cannot broadcast \[2\] with \[3\]/],
    [
      "a range misspelled",
      () => x.at({ stop: 1 } as never),
      /an index is an integer, \{ start, end, step \}/,
    ],
    ["nothing", () => x.at(undefined as never), /an index is an integer.*got undefined/],
    ["a function that got no Value", () => at([1] as never, 0), /at needs a Value, got an array/],
  ])("refuses %s", (_name, f, message) => {
    expect(f).toThrow(message);
  });
});

describe("withAt and addAt", () => {
  it("change what at reads, and nothing else", () => {
    const table = arange(12, { dtype: "float64" }).reshape([4, 3]);
    fc.assert(
      fc.property(indices, (index) => {
        const read = table.at(...index);
        const places = new Set(read.data);
        // Numbers that differ from place to place, equal where the index names a place twice.
        const written = table.withAt(index, read.neg().sub(100));
        const added = table.addAt(index, 1);
        table.data.forEach((entry: number, i: number) => {
          const times = Array.from(read.data).filter((place) => place === entry).length;
          expect(written.data[i]).toBe(places.has(entry) ? -entry - 100 : entry);
          expect(added.data[i]).toBe(entry + times);
        });
        expect(written.at(...index).toArray()).toEqual(read.neg().sub(100).toArray());
      }),
    );
  });

  it("have the derivatives that central differences give, for both what changes and what is written", () => {
    fc.assert(
      fc.property(indices, fc.boolean(), (index, isAdded) => {
        const table = arange(12, { dtype: "float64" }).reshape([4, 3]).mul(0.1);
        const source = table.at(...index).add(0.5);
        gradcheck((t, s) => (isAdded ? t.addAt(index, s) : t.withAt(index, s)).square(), [table, source]);
      }),
      { numRuns: 40 },
    );
  });

  it("leave x as it is, and keep its dtype", () => {
    const counts = tensor(Int32Array.of(1, 2, 3));
    expect(counts.withAt([0], 7.9).toArray()).toEqual([7, 2, 3]);
    expect(counts.addAt([{ start: 1 }], tensor([1, 1])).dtype).toBe("int32");
    expect(counts.toArray()).toEqual([1, 2, 3]);
  });

  it("let the last entry written to a place stay, and get the gradient", () => {
    const write = (source: Value): Value => zeros([2], { dtype: "float64" }).withAt([[1, 1, 0]], source);
    const source = tensor([1, 2, 3], { dtype: "float64" });
    expect(write(source).toArray()).toEqual([3, 2]);
    expect(
      grad((s: Value) =>
        write(s)
          .mul(tensor([10, 20]))
          .sum(),
      )(source).toArray(),
    ).toEqual([0, 20, 10]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ["an index that is no list", () => x.withAt(0 as never, 1), /as an array of what at\(\) takes.*got 0/],
    [
      "a source that does not fit",
      () => x.withAt([0], ones([5])),
      /withAt cannot broadcast \[5\] with \[3, 4\]/,
    ],
    [
      "a source larger than what it replaces",
      () => x.withAt([0, 0], ones([2, 4])),
      /withAt needs a source that broadcasts to what is at the index, \[4\], got \[2, 4\]/,
    ],
    ["a source that is no Value", () => x.addAt([0], "1" as never), /addAt needs a Value or a number/],
    ["too many axes", () => x.withAt([0, 0, 0, 0], 1), /names 4 axes of shape \[2, 3, 4\]/],
    ["places that are not there", () => x.withAt([7], 1), /index 7 is out of range for an axis of 2/],
    ["bools to be added to", () => x.gt(0).addAt([0], 1), /adds numbers, not bools/],
  ])("refuse %s", (_name, f, message) => {
    expect(f).toThrow(message);
  });
});
