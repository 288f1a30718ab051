import {
  defaultGenerator,
  defineOp,
  getDefaultDtype,
  type Shape,
  tensor,
  type Value,
} from "@chainrule/autograd";
import { fanInAndOut } from "./initializers.ts";
import { asParameter, type InitializerOptions } from "./parameter.ts";

/** Options of {@link orthogonal}. */
export interface OrthogonalOptions extends InitializerOptions {
  /** The length of each row or column, as from calculateGain; 1 when absent. */
  readonly gain?: number;
}

/**
 * gain times a matrix with orthonormal rows, or columns where those are fewer, drawn without a preferred direction (Saxe,
 * McClelland and Ganguli 2013, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks). Axes
 * after the first are taken together. Computed in float64.
 * @throws RangeError for a shape of fewer than two axes.
 */
export function orthogonal(shape: Shape, options: OrthogonalOptions = {}): Value {
  const { gain = 1, generator = defaultGenerator(), dtype = getDefaultDtype() } = options;
  if (!(Number.isFinite(gain) && gain >= 0)) {
    throw new RangeError(`orthogonal needs a gain of at least 0, got ${String(gain)}.`);
  }
  const [rows, columns] = [shape[0], fanInAndOut(shape).fanIn];
  const [fewer, more] = rows <= columns ? [rows, columns] : [columns, rows];
  const basis = orthonormalRows(generator.normal([fewer, more], { dtype: "float64" })).mul(gain);
  return asParameter((rows <= columns ? basis : basis.transpose()).reshape(shape).to(dtype));
}

/**
 * Makes independent rows orthonormal, each of length 1 and in the direction in which it leaves the span of those before. By
 * Gram and Schmidt, each row twice: once loses orthogonality to rounding, twice is enough (Giraud, Langou and Rozložník 2005,
 * The loss of orthogonality in the Gram-Schmidt orthogonalization process).
 */
const orthonormalRows = defineOp(
  "orthonormalRows",
  (x: Value) => {
    const [rows, columns] = x.shape;
    const data = Float64Array.from(x.data);
    const dot = (a: number, b: number): number => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += data[a * columns + j] * data[b * columns + j];
      return sum;
    };
    for (let row = 0; row < rows; row++) {
      for (let pass = 0; pass < 2; pass++) {
        for (let before = 0; before < row; before++) {
          const along = dot(row, before);
          for (let j = 0; j < columns; j++) data[row * columns + j] -= along * data[before * columns + j];
        }
      }
      const length = Math.sqrt(dot(row, row));
      for (let j = 0; j < columns; j++) data[row * columns + j] /= length;
    }
    return tensor(data, { shape: x.shape });
  },
  { shape: (x) => x.shape, vjp: [null], jvp: [null] },
);
