import type { TypedArray } from "../dtype.ts";

/** Fills `out` from two operands, of which one may be the same number for all entries. */
export type BinaryKernel = (x: number | TypedArray, y: number | TypedArray, out: TypedArray) => void;

/*
 * The ops of which training mostly consists, written out: a loop that calls a function for every entry takes several times
 * as long.
 */

export const addKernel: BinaryKernel = (x, y, out) => {
  if (typeof x === "number") for (let i = 0; i < out.length; i++) out[i] = x + (y as TypedArray)[i];
  else if (typeof y === "number") for (let i = 0; i < out.length; i++) out[i] = x[i] + y;
  else for (let i = 0; i < out.length; i++) out[i] = x[i] + y[i];
};

export const subKernel: BinaryKernel = (x, y, out) => {
  if (typeof x === "number") for (let i = 0; i < out.length; i++) out[i] = x - (y as TypedArray)[i];
  else if (typeof y === "number") for (let i = 0; i < out.length; i++) out[i] = x[i] - y;
  else for (let i = 0; i < out.length; i++) out[i] = x[i] - y[i];
};

export const mulKernel: BinaryKernel = (x, y, out) => {
  if (typeof x === "number") for (let i = 0; i < out.length; i++) out[i] = x * (y as TypedArray)[i];
  else if (typeof y === "number") for (let i = 0; i < out.length; i++) out[i] = x[i] * y;
  else for (let i = 0; i < out.length; i++) out[i] = x[i] * y[i];
};

export const divKernel: BinaryKernel = (x, y, out) => {
  if (typeof x === "number") for (let i = 0; i < out.length; i++) out[i] = x / (y as TypedArray)[i];
  else if (typeof y === "number") for (let i = 0; i < out.length; i++) out[i] = x[i] / y;
  else for (let i = 0; i < out.length; i++) out[i] = x[i] / y[i];
};
