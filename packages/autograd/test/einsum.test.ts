import { einsum, full, Generator, ones, tensor, type Value } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const letters = ["a", "b", "c", "d"];

/** Terms, result and an extent for each letter. */
const equations = fc
  .record({
    terms: fc.array(fc.array(fc.constantFrom(...letters), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    order: fc.shuffledSubarray(letters),
    extents: fc.tuple(...letters.map(() => fc.integer({ min: 0, max: 3 }))),
    isImplicit: fc.boolean(),
  })
  .map(({ terms, order, extents, isImplicit }) => {
    const all = terms.flat();
    const once = [...new Set(all)].sort().filter((letter) => all.filter((l) => l === letter).length === 1);
    const result = isImplicit ? once : order.filter((letter) => all.includes(letter));
    const left = terms.map((term) => term.join("")).join(",");
    return {
      equation: isImplicit ? left : `${left}->${result.join("")}`,
      terms,
      result,
      extents: Object.fromEntries(letters.map((letter, i) => [letter, extents[i]])),
    };
  });

type Case = typeof equations extends fc.Arbitrary<infer T> ? T : never;

function offset(labels: readonly string[], { extents }: Case, place: Record<string, number>): number {
  return labels.reduce((sum, label) => sum * extents[label] + place[label], 0);
}

/** The sum over all indices, as the notation defines it. */
function bruteForce(example: Case, operands: readonly Value[]): number[] {
  const { terms, result, extents } = example;
  const labels = [...new Set(terms.flat())];
  const sums = new Array<number>(result.reduce((size, label) => size * extents[label], 1)).fill(0);
  const visit = (place: Record<string, number>, depth: number): void => {
    if (depth < labels.length) {
      for (let i = 0; i < extents[labels[depth]]; i++) visit({ ...place, [labels[depth]]: i }, depth + 1);
      return;
    }
    sums[offset(result, example, place)] += terms.reduce(
      (product, term, i) => product * operands[i].data[offset(term, example, place)],
      1,
    );
  };
  visit({}, 0);
  return sums;
}

describe("einsum", () => {
  it("is the sum over all indices, whatever the equation", () => {
    fc.assert(
      fc.property(equations, fc.nat({ max: 100 }), (example, seed) => {
        const { equation, terms, result, extents } = example;
        const operands = terms.map((term, i) =>
          new Generator(seed + i).normal(
            term.map((letter) => extents[letter]),
            { dtype: "float64" },
          ),
        );
        const product = einsum(equation, ...operands);
        expect(product.shape).toEqual(result.map((letter) => extents[letter]));
        bruteForce(example, operands).forEach((sum, i) => expect(product.data[i]).toBeCloseTo(sum, 10));
      }),
      { numRuns: 400 },
    );
  });

  it("has the derivatives that central differences give", () => {
    fc.assert(
      fc.property(equations, (example) => {
        const operands = example.terms.map((term, i) =>
          new Generator(i).uniform(
            term.map((letter) => example.extents[letter]),
            { dtype: "float64" },
          ),
        );
        gradcheck((...values) => einsum(example.equation, ...values), operands, { order: 1 });
      }),
      { numRuns: 30 },
    );
  });

  it("never spreads its operands over the space of all indices", () => {
    // 300⁴ numbers would be 65 gigabytes.
    const square = full([300, 300], 0.5, { dtype: "float64" });
    expect(einsum("ij,jk,kl->il", square, square, square).at(0, 0).item()).toBe(300 * 300 * 0.125);
  });

  it("counts bools and keeps integers", () => {
    const mask = tensor([true, true, false]);
    expect(einsum("i,i", mask, mask).item()).toBe(2);
    expect(einsum("i,j->ij", tensor(Int32Array.of(1, 2)), mask).dtype).toBe("int32");
  });

  it.each<[string, () => unknown, RegExp]>([
    ["no equation", () => einsum(ones([2]) as never), /einsum needs an equation such as "ij,jk->ik"/],
    ["too few operands", () => einsum("ij,jk->ik", ones([2, 2])), /is for 2 operands.*got 1/],
    ["two arrows", () => einsum("i->i->i", ones([2])), /at most one "->"/],
    ["what is no letter", () => einsum("i1->i", ones([2])), /"i1" in "i1->i" is no sequence of letters/],
    [
      "a term for other axes",
      () => einsum("ij->i", ones([2])),
      /"ij" in "ij->i" does not fit operand 0 of shape \[2\]/,
    ],
    [
      "extents that differ",
      () => einsum("ij,jk", ones([2, 3]), ones([4, 2])),
      /"j" in "ij,jk" has extents 3 and 4/,
    ],
    ["a diagonal that is none", () => einsum("ii", ones([2, 3])), /"i" in "ii" has extents 2 and 3/],
    ["a result twice", () => einsum("i->ii", ones([2])), /must have each letter once/],
    ["a result from nowhere", () => einsum("i->j", ones([2])), /only letters of the operands/],
    [
      "leading axes that differ",
      () => einsum("...i,...i", ones([2, 3]), ones([4, 3])),
      /"\.\.\." in .* extents 2 and 4/,
    ],
    ["numbers", () => einsum("i", [1, 2] as never), /einsum needs a Value, got an array/],
  ])("refuses %s", (_name, f, message) => {
    expect(f).toThrow(message);
  });
});
