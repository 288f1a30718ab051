import type { Extent } from "./layerShapes.ts";

/*
 * What layers do to shapes, as a property that only the compiler sees: it is added to the types of the classes, not to the classes.
 */

/** The key under which the type of a layer holds what it does to shapes. Layers have no such property. */
export declare const mapping: unique symbol;

/** Maps the last axis. */
export interface Maps<In extends number, Out extends number> {
  readonly from: In;
  readonly to: Out;
}

/** Merges axes. */
export interface Merges<Start extends number, End extends number> {
  readonly start: Start;
  readonly end: End;
}

/** Applies layers one after another. */
export interface Chains<Layers> {
  readonly layers: Layers;
}

/** Keeps the shape of its input. */
export interface Keeps {
  readonly [mapping]: "keeps";
}

declare module "./flatten.js" {
  interface Flatten<Start extends number = 1, End extends number = -1> {
    readonly [mapping]: Merges<Start, End>;
  }
}

declare module "./linear.js" {
  interface Linear<In extends number = Extent, Out extends number = Extent> {
    readonly [mapping]: Maps<In, Out>;
  }
}

declare module "./sequential.js" {
  interface Sequential<Layers extends readonly UnaryModule[] = readonly UnaryModule[]> {
    readonly [mapping]: Chains<Layers>;
  }
}

declare module "./activations.js" {
  interface ReLU extends Keeps {}
  interface LeakyReLU extends Keeps {}
  interface Tanh extends Keeps {}
  interface Sigmoid extends Keeps {}
  interface Softplus extends Keeps {}
  interface LogSigmoid extends Keeps {}
  interface Softsign extends Keeps {}
  interface SiLU extends Keeps {}
  interface Mish extends Keeps {}
  interface GELU extends Keeps {}
  interface Softmax extends Keeps {}
  interface LogSoftmax extends Keeps {}
  interface Softmin extends Keeps {}
  interface Threshold extends Keeps {}
}

declare module "./batchNorm.js" {
  interface BatchNorm1d extends Keeps {}
  interface BatchNorm2d extends Keeps {}
}

declare module "./dropout.js" {
  interface Dropout extends Keeps {}
}

declare module "./elu.js" {
  interface ELU extends Keeps {}
  interface SELU extends Keeps {}
  interface CELU extends Keeps {}
}

declare module "./groupNorm.js" {
  interface GroupNorm extends Keeps {}
}

declare module "./hardtanh.js" {
  interface Hardtanh extends Keeps {}
  interface ReLU6 extends Keeps {}
}

declare module "./hardsigmoid.js" {
  interface Hardsigmoid extends Keeps {}
  interface Hardswish extends Keeps {}
}

declare module "./layerNorm.js" {
  interface LayerNorm extends Keeps {}
}

declare module "./prelu.js" {
  interface PReLU extends Keeps {}
}

declare module "./rmsNorm.js" {
  interface RMSNorm extends Keeps {}
}

declare module "./shrink.js" {
  interface Hardshrink extends Keeps {}
  interface Softshrink extends Keeps {}
  interface Tanhshrink extends Keeps {}
}
