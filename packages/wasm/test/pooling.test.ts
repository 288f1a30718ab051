import {
  avgPool2d,
  Generator,
  maxPool2d,
  maxPool2dIndices,
  tensor,
  type Value,
  vjp,
  where,
} from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
/** Values with many ties, and with what compares in its own way. */
const entries = fc.infiniteStream(
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY) },
  ),
);

describe("compiled pooling", () => {
  it("finds the largest entries where eager code finds them, and their gradients", () => {
    const property = fc.property(
      pair(1, 2),
      pair(1, 20),
      pair(1, 3),
      pair(1, 3),
      pair(0, 1),
      pair(1, 2),
      fc.constantFrom("float32" as const, "float64" as const, "int32" as const),
      entries,
      (planes, size, kernel, stride, padding, dilation, dtype, numbers) => {
        const options = { stride, padding: padding.map((n, i) => Math.min(n, kernel[i] >> 1)), dilation };
        const shape = [...planes, ...size];
        const count = shape.reduce((product, n) => product * n, 1);
        const x = tensor(Float64Array.from(numbers.take(count)), { shape }).to(dtype);
        let expected: Value;
        try {
          expected = maxPool2dIndices(x, kernel, options);
        } catch {
          fc.pre(false); // the windows do not fit
          return;
        }
        expect(compile((x: Value) => maxPool2dIndices(x, kernel, options))(x).data).toEqual(expected.data);
        const pool = (x: Value): Value => maxPool2d(x, kernel, options);
        expect(compile(pool)(x).data).toEqual(pool(x).data);
        if (dtype === "int32") return;
        const gradient = (x: Value): Value => {
          const [output, pullback] = vjp(pool, x);
          return pullback(output.detach().mul(2))[0];
        };
        expect(compile(gradient)(x).data).toEqual(gradient(x).data);
      },
    );
    fc.assert(property, { numRuns: 80 });
  });

  it("gives the gradients of what is cut off before it: of relu, of another bound, and their sums", () => {
    const generator = new Generator(2);
    for (const dtype of ["float32", "float64"] as const)
      for (const [stride, columns] of [
        [2, 15],
        [1, 9],
        [2, 28],
      ]) {
        const shape = [3, 2, 8, columns];
        const numbers = Float64Array.from(generator.integers(shape, -3, 3).data);
        numbers.set([Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3, -3], columns);
        const x = tensor(numbers, { shape }).to(dtype);
        const offset = tensor([1, 0]).to(dtype);
        const cuts = [
          (y: Value) => y.relu(),
          (y: Value) => where(y.ne(2), y, 0),
          (y: Value) => y.mul(y.gt(1).to(dtype)),
        ];
        for (const cut of cuts) {
          const gradients = (x: Value, offset: Value): Value[] => {
            const pool = (x: Value, offset: Value): Value =>
              maxPool2d(cut(x.add(offset.reshape([2, 1, 1]))), 2, { stride });
            const [output, pullback] = vjp(pool, x, offset);
            const cotangent = tensor(Array.from({ length: output.size }, (_, i) => (i % 7) - 3));
            return pullback(cotangent.reshape(output.shape).to(dtype));
          };
          const [compiled, eager] = [compile(gradients)(x, offset), gradients(x, offset)];
          compiled.forEach((gradient, i) => expect(gradient.data).toEqual(eager[i].data));
        }
      }
  });

  it("averages, and shares the work among chunks", () => {
    const generator = new Generator(1);
    const x = generator.normal([8, 16, 30, 30]);
    for (const f of [(x: Value) => maxPool2d(x, 2), (x: Value) => maxPool2d(x, 3, { stride: 2, padding: 1 })])
      expect(compile(f)(x).data).toEqual(f(x).data);
    const f = (x: Value): Value => avgPool2d(x, [3, 2], { stride: 2, padding: 1, countIncludePad: false });
    const [compiled, eager] = [compile(f)(x).data, f(x).data];
    compiled.forEach((entry: number, i: number) => {
      expect(Math.abs(entry - eager[i])).toBeLessThan(1e-6);
    });
  });
});
