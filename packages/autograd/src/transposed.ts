import { allocate, type Dtype, type TypedArray } from "./dtype.ts";
import { readStrided } from "./kernels/strided.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { Elsewhere } from "./storage.ts";

/**
 * The entries of matrices whose rows and columns are swapped, as those of the matrices they were. They are copied when somebody
 * reads them; a matrix product does not: it takes its factors in either order.
 */
export class Transposed extends Elsewhere {
  /** The entries before, row-major. */
  readonly original: TypedArray;
  readonly #dtype: Dtype;
  readonly #shape: Shape;

  /** @param shape of the transposed matrices: [..., rows, columns] */
  constructor(original: TypedArray, dtype: Dtype, shape: Shape) {
    super();
    this.original = original;
    this.#dtype = dtype;
    this.#shape = shape;
  }

  fetch(): TypedArray {
    const output = allocate(this.#dtype, this.original.length);
    const [rows, columns] = this.#shape.slice(-2);
    const matrices = sizeOf(this.#shape.slice(0, -2));
    readStrided(this.original, output, [matrices, rows, columns], [rows * columns, 1, rows]);
    return output;
  }
}
