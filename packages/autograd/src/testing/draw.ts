import { tensor } from "../create.ts";
import type { FloatDtype } from "../dtype.ts";
import type { Generator } from "../random.ts";
import type { Sample, ValueSample } from "../sample.ts";
import { sizeOf } from "../shape.ts";
import type { Value } from "../value.ts";

/** How far entries stay from the points to avoid and, when distinct, from each other. */
const GAP = 0.05;

/** The arguments that a sample describes, its Values drawn at random: floats in `dtype`. */
export function drawArgs<Args extends readonly unknown[]>(
  sample: Sample<Args>,
  generator: Generator,
  dtype: FloatDtype,
): Args {
  const draw = (arg: unknown): unknown => {
    if (isValueSample(arg)) return drawValue(arg, generator, dtype);
    return Array.isArray(arg) && arg.length > 0 && arg.every(isValueSample) ? arg.map(draw) : arg;
  };
  return sample.args.map(draw) as unknown as Args;
}

function isValueSample(arg: unknown): arg is ValueSample {
  return typeof arg === "object" && arg !== null && Array.isArray((arg as Partial<ValueSample>).shape);
}

function drawValue(sample: ValueSample, generator: Generator, dtype: FloatDtype): Value {
  const drawn = drawEntries(sample, generator, dtype);
  return sample.sorted === true ? drawn.sort()[0] : drawn;
}

function drawEntries(sample: ValueSample, generator: Generator, dtype: FloatDtype): Value {
  const { shape, range = [-2, 2], avoid = [], distinct = false } = sample;
  if (sample.dtype === "bool") return generator.bernoulli(0.5, shape);
  if (sample.dtype === "int32") return generator.integers(shape, ...range);
  const [low, high] = range;
  if (distinct) {
    // Places on a line in random order, each shifted by less than half the room between them.
    const size = sizeOf(shape);
    const room = Math.max((high - low) / Math.max(size, 1), 2 * GAP);
    const places = generator
      .permutation(size)
      .to("float64")
      .add(generator.uniform([size], { dtype: "float64" }).mul(0.5));
    return places.mul(room).add(low).reshape(shape).to(dtype);
  }
  const entries = Array.from(generator.uniform([sizeOf(shape)], { dtype: "float64" }).data, (x) => {
    const entry = low + (high - low) * x;
    const kink = avoid.find((point) => Math.abs(entry - point) < GAP);
    return kink === undefined ? entry : kink + (entry < kink ? -GAP : GAP);
  });
  return tensor(entries, { shape, dtype });
}
