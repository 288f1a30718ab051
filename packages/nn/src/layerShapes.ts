import type { Agree, Flattened, Format, Shape, ShapeOf, Value } from "@chainrule/autograd";
import type { Chains, Keeps, Maps, Merges, mapping } from "./layerMapping.ts";
import type { UnaryModule } from "./sequential.ts";

/*
 * What the compiler knows of layers. A typed `forward` takes the layer itself as a type parameter, instead of naming those of
 * its class, because only then can one of several layers be called: `for (const layer of [first, second]) x = layer.forward(x)`.
 */

/** Features of which the compiler knows no number. */
// oxlint-disable-next-line typescript/no-explicit-any -- fits every number, as every number fits it
export type Extent = any;

/** The shape that a layer gives for an input; any after an error, so that one mistake gives one message. */
export type Output<L, V> = Known<Applied<ShapeOf<V>, L>>;

type Known<S> = [S] extends [never]
  ? Unknown
  : S extends Shape
    ? number extends S["length"]
      ? Unknown
      : S
    : never;

type Unknown = ShapeOf<Value>;

/** The input, when it fits the layer; else what is wrong. */
export type Input<L, V> = number extends ShapeOf<V>["length"]
  ? V
  : [Applied<ShapeOf<V>, L>] extends [never]
    ? Problem<ShapeOf<V>, L>
    : V;

/** Layers, with what is wrong in place of one that cannot take what the one before gives. */
export type Chainable<Layers extends readonly UnaryModule[]> = [Through<AnyInput, Layers>] extends [never]
  ? Marked<AnyInput, Layers>
  : Layers;

/** An input of which nothing is known, not even the number of axes. */
type AnyInput = [...number[], number];

/** The shape after all layers; never when one cannot take what it gets. */
type Through<S, Layers> = Layers extends readonly [infer First, ...infer Others]
  ? [Applied<S, First>] extends [never]
    ? never
    : Through<Applied<S, First>, Others>
  : Layers extends readonly []
    ? S
    : AnyInput;

/** The shape after a layer; never when it does not fit. */
type Applied<S, L> = L extends { readonly [mapping]: infer M }
  ? M extends Maps<infer In, infer Out>
    ? Mapped<S, In, Out>
    : M extends Chains<infer Layers>
      ? Through<S, Layers>
      : M extends Merges<infer Start, infer End>
        ? S extends Shape
          ? number extends S["length"]
            ? AnyInput
            : Flattened<S, Start, End>
          : never
        : S
  : AnyInput;

type Mapped<S, In, Out extends number> = S extends readonly [...infer Batch extends Shape, infer K]
  ? Agree<K, In> extends true
    ? [...Batch, Out]
    : never
  : S extends readonly []
    ? never
    : [...number[], Out];

type Marked<S, Layers, Before = never> = Layers extends readonly [infer First, ...infer Others]
  ? [Applied<S, First>] extends [never]
    ? [`${Title<First>} cannot follow ${Title<Before>}: it needs inputs [..., ${Needed<First>}].`, ...Others]
    : [First, ...Marked<Applied<S, First>, Others, First extends Keeps ? Before : First>]
  : [];

type Problem<S, L> = L extends { readonly [mapping]: Chains<readonly [infer First, ...infer Others]> }
  ? [Applied<S, First>] extends [never]
    ? Problem<S, First>
    : Problem<Applied<S, First>, { readonly [mapping]: Chains<Others> }>
  : `${Title<L>} needs inputs [..., ${Needed<L>}], got ${Format<S>}. Reshape or flatten them.`;

type Ending<Layers> = Layers extends readonly [...infer Before, infer Final]
  ? Final extends Keeps
    ? Ending<Before>
    : ` that ends in ${Title<Final>}`
  : "";

type Needed<L> = L extends { readonly [mapping]: infer M }
  ? M extends Maps<infer In, number>
    ? In
    : M extends Chains<readonly [infer First, ...infer Others]>
      ? First extends Keeps
        ? Needed<{ readonly [mapping]: Chains<Others> }>
        : Needed<First>
      : number
  : number;

type Title<L> = L extends { readonly [mapping]: infer M }
  ? M extends Maps<infer In, infer Out>
    ? `Linear(${In}, ${Out})`
    : M extends Chains<infer Layers>
      ? `a Sequential${Ending<Layers>}`
      : "Flatten"
  : "this layer";
