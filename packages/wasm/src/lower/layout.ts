import type { Call } from "../graph/graph.ts";
import { reshaped } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** The operand as it is. */
export function identity({ operands: [operand], results: [result] }: Call, lowering: Lowering): void {
  lowering.set(result, { expression: lowering.expression(operand) });
}

/** Axes in another order. */
export function permutation({ operands: [x], args, results: [result] }: Call, lowering: Lowering): void {
  const axes = args[1] as readonly number[];
  lowering.rearrange(x, result, (view) => ({
    ...view,
    shape: result.shape,
    strides: axes.map((axis) => view.strides[axis]),
  }));
}

/** Entries repeated along axes of extent 1 and new ones. */
export function broadcast({ operands: [x], results: [result] }: Call, lowering: Lowering): void {
  const added = result.shape.length - x.shape.length;
  lowering.rearrange(x, result, (view) => ({
    ...view,
    shape: result.shape,
    strides: result.shape.map((_, axis) =>
      axis < added || x.shape[axis - added] === 1 ? 0 : view.strides[axis - added],
    ),
  }));
}

type Range = {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly length: number;
};

/** Every so manieth entry of an axis. */
export function slicing({ operands: [x], args, results: [result] }: Call, lowering: Lowering): void {
  const { axis, start, step } = args[1] as Range;
  lowering.rearrange(x, result, (view) => ({
    ...view,
    shape: result.shape,
    strides: view.strides.map((stride, i) => (i === axis ? stride * step : stride)),
    offset: view.offset + start * view.strides[axis],
  }));
}

/** The same entries in another shape. */
export function reshaping({ operands: [x], results: [result] }: Call, lowering: Lowering): void {
  lowering.rearrange(x, result, (view) => reshaped(view, result.shape));
}
