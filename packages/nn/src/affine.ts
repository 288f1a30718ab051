import type { Shape, Value } from "@chainrule/autograd";
import { fanInAndOut } from "./initializers.ts";
import { type InitializerOptions, uniformParameter } from "./parameter.ts";

/** Options of {@link Linear} and {@link Conv2d}. */
export interface AffineOptions extends InitializerOptions {
  /** Whether to add a bias; true when absent. */
  readonly bias?: boolean;
}

/**
 * What an affine layer starts with, all numbers uniform between ±1/√fanIn, as in PyTorch: the "commonly used heuristic" of
 * Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, equation 1.
 */
export function affineParameters(
  shape: Shape,
  options: AffineOptions,
): { readonly weight: Value; readonly bias: Value | null } {
  const bound = 1 / Math.sqrt(fanInAndOut(shape).fanIn);
  const weight = uniformParameter(shape, bound, options);
  return {
    weight,
    bias: (options.bias ?? true) ? uniformParameter(shape.slice(0, 1), bound, options) : null,
  };
}
