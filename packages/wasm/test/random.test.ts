import { Generator, tensor, type Value } from "@chainrule/autograd";
import { Dropout } from "@chainrule/nn";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";

const draws: readonly [name: string, draw: (generator: Generator, shape: readonly number[]) => Value][] = [
  ["uniform float32", (generator, shape) => generator.uniform(shape)],
  ["uniform float64", (generator, shape) => generator.uniform(shape, { dtype: "float64" })],
  ["normal float32", (generator, shape) => generator.normal(shape)],
  ["normal float64", (generator, shape) => generator.normal(shape, { dtype: "float64" })],
  ["integers", (generator, shape) => generator.integers(shape, -5, 8)],
  ["integers of all sizes", (generator, shape) => generator.integers(shape, -(2 ** 31), 2 ** 31)],
  ["bernoulli", (generator, shape) => generator.bernoulli(0.3, shape)],
];

describe.each(draws)("%s", (_name, draw) => {
  it("draws compiled what it draws eagerly, to the bit, whatever the size", () => {
    for (const size of [0, 1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 100, 30_001]) {
      const [own, other] = [new Generator(size), new Generator(size)];
      const compiled = compile(() => [draw(own, [size]), draw(own, [2, 3])]);
      for (let call = 0; call < 2; call++) {
        const [first, second] = compiled();
        expect(first.data).toEqual(draw(other, [size]).data);
        expect(second.data).toEqual(draw(other, [2, 3]).data);
      }
      expect(own.state.data).toEqual(other.state.data);
    }
  });
});

describe("a compiled generator", () => {
  it("counts draws in two words", () => {
    const generator = new Generator(3);
    const other = new Generator(3);
    for (const { state } of [generator, other]) state.assign(tensor([7, 8, -1, 0], { dtype: "int32" }));
    const compiled = compile(() => generator.uniform([3]));
    for (let call = 0; call < 3; call++) expect(compiled().data).toEqual(other.uniform([3]).data);
    expect(Array.from(generator.state.data.slice(2))).toEqual([2, 1]);
  });

  it("drops out what it drops out eagerly", () => {
    const [generator, other] = [new Generator(1), new Generator(1)];
    const [own, eager] = [new Dropout(0.4, { generator }), new Dropout(0.4, { generator: other })];
    const x = new Generator(2).normal([40, 33]);
    const compiled = compile((x: Value) => own.forward(x).mul(2));
    for (let call = 0; call < 3; call++) expect(compiled(x).data).toEqual(eager.forward(x).mul(2).data);
  });
});
