import {
  defaultGenerator,
  type Generator,
  type RandomOptions,
  type Shape,
  type Value,
  zeros,
} from "@chainrule/autograd";

/** How a layer or an initializer draws its first numbers. */
export interface InitializerOptions extends RandomOptions {
  /** Where the numbers come from; the `defaultGenerator()` when absent. */
  readonly generator?: Generator;
}

/** A parameter that starts with numbers uniform between −bound and bound. */
export function uniformParameter(shape: Shape, bound: number, options: InitializerOptions): Value {
  const { generator = defaultGenerator() } = options;
  return asParameter(
    generator
      .uniform(shape, options)
      .sub(0.5)
      .mul(2 * bound),
  );
}

/** A parameter that starts with normally distributed numbers of mean 0. */
export function normalParameter(shape: Shape, standardDeviation: number, options: InitializerOptions): Value {
  const { generator = defaultGenerator() } = options;
  return asParameter(generator.normal(shape, options).mul(standardDeviation));
}

/** A leaf with the numbers drawn, also inside a trace, where what an op computed is none. */
export function asParameter(drawn: Value): Value {
  return zeros(drawn.shape, { dtype: drawn.dtype, requiresGrad: true }).assign(drawn);
}
