import { Generator, type Value } from "@chainrule/autograd";

/** How many examples there are. */
export const exampleCount = 256;

// Points of the line y = 2x − 1, each with an error of its own.
const generator = new Generator(1);
export const x: Value = generator.uniform([exampleCount, 1]).mul(2).sub(1);
export const y: Value = x
  .mul(2)
  .sub(1)
  .add(generator.normal([exampleCount, 1]).mul(0.5));
