import { call } from "./callOp.ts";
import { describe } from "./describe.ts";
import { type Dtype, isFloat } from "./dtype.ts";
import { recording } from "./recording.ts";
import type { Domain, Sample } from "./sample.ts";
import type { Shape } from "./shape.ts";
import { Value } from "./value.ts";

type Values = readonly Value[];

/** The arguments that are Values, or lists of Values, in order. */
export type ValueArgs<Args extends readonly unknown[]> =
  Required<Args> extends readonly [infer Head, ...infer Tail]
    ? [Extract<Head, Value | Values>] extends [never]
      ? ValueArgs<Tail>
      : [[Head] extends [Value | Values] ? Head : EitherOr, ...ValueArgs<Tail>]
    : [];

type EitherOr =
  "An op with rules takes a Value at this place or something else, never either: sort that out in withSignature.";

/** One cotangent per output; of several outputs, those that nothing depends on have none. */
export type Cotangent<Out> = Out extends Value ? Value : { readonly [K in keyof Out]: Value | undefined };

/** T for an op with one output, a list of T for one with several. */
type Per<Out, T> = Out extends Value ? T : readonly T[];

type VjpRules<Inputs extends readonly unknown[], Args extends readonly unknown[], Out> = {
  readonly [K in keyof Inputs]: ((cotangent: Cotangent<Out>, output: Out, ...args: Args) => Inputs[K]) | null;
};

type JvpRules<Inputs extends readonly unknown[], Args extends readonly unknown[], Out> = {
  readonly [K in keyof Inputs]: ((tangent: Inputs[K], output: Out, ...args: Args) => Per<Out, Value>) | null;
};

/** What holds for every op, also for one that is composed of others. */
export interface Documented<Args extends readonly unknown[]> {
  /** Arguments to test the op with, as data: see {@link Sample}. */
  readonly samples?: readonly Sample<Args>[];
}

/** How a derivative passes an op, in either direction. */
export interface DerivativeRules<Args extends readonly unknown[], Out> {
  /**
   * Reverse mode: for each argument that is a Value (or list of Values), its cotangent from the output's, made of ops.
   * null where the op is constant in it.
   */
  readonly vjp?: VjpRules<ValueArgs<Args>, Args, Out>;
  /**
   * Forward mode: for each such argument, what its tangent contributes to the output's tangent, made of ops. null where
   * the op is constant in it.
   */
  readonly jvp?: JvpRules<ValueArgs<Args>, Args, Out>;
}

/**
 * The rules of an op that reads raw data. Each walk over the graph asks for one; where it is missing, that walk throws
 * and names the op.
 */
export interface Rules<Args extends readonly unknown[], Out>
  extends Documented<NoInfer<Args>>,
    Omit<DerivativeRules<Args, Out>, "jvp"> {
  /** The shape of each output; throws where the arguments do not fit. */
  readonly shape: (...args: Args) => Per<Out, Shape>;
  /** The dtype of each output; that of the first Value when absent. */
  readonly dtype?: (...args: Args) => Per<Out, Dtype>;
  /** As in {@link DerivativeRules}. `"linear"`: the op itself, applied to tangents in place of all its float Values. */
  readonly jvp?: "linear" | JvpRules<ValueArgs<Args>, Args, Out>;
  /**
   * For vmap: the call for all examples at once. `isBatched` says of each Value among the arguments, in order, whether it has
   * a leading axis of `axisSize` examples; what is returned has one. `"loop"` calls the op example by example.
   */
  readonly batch?: "loop" | ((axisSize: number, isBatched: readonly boolean[], ...args: Args) => Out);
  /**
   * How many floating-point operations a call takes, for {@link graphStatistics} and {@link countOperations}. When absent, as
   * many as the largest argument or output has entries; 0 says that the op only moves numbers.
   */
  readonly operations?: number | ((...args: Args) => number);
  /**
   * For compile(), which otherwise calls the op's own forward. `composed`: what the op is made of, as ops on the same arguments;
   * they fuse with what is around them. `inRange`: that the op passes its int32 first argument on if all entries are from the
   * first bound up to and without the second, and throws if not. `draws`: numbers of the generator whose state is the op's first
   * argument, as `Generator` draws them; then come shape and dtype, or shape and bounds.
   */
  readonly lowering?:
    | { readonly composed: (...args: Args) => Out }
    | { readonly inRange: (...args: Args) => readonly [low: number, high: number] }
    | { readonly draws: "uniform" | "normal" | "integers" };
  /** Names the op to use instead, for ops whose output shape depends on data: vmap and compile() refuse those. */
  readonly dynamicShape?: string;
}

/** An op: a function on Values that knows its rules. */
export interface Op<Args extends readonly unknown[], Out = Value> extends OpFields {
  (...args: Args): Out;
}

/** What walks over the graph need of an op, whatever its arguments. */
export interface OpFields {
  /** What messages and drawings call it. */
  readonly name: string;
  /** For reverse mode, a rule for each argument that is a Value. */
  readonly vjp?: readonly (ErasedRule | null)[] | undefined;
  /** For forward mode, a rule for each argument that is a Value. */
  readonly jvp?: "linear" | readonly (ErasedRule | null)[] | undefined;
  /** For vmap; absent in an op that is composed of others. */
  readonly batch?: unknown;
  /** For compile(). */
  readonly lowering?: unknown;
  /** How many operations on numbers a call costs. */
  readonly operations?: number | ((...args: never) => number) | undefined;
  /** What to use instead where shapes must be known beforehand. */
  readonly dynamicShape?: string | undefined;
  /** The shape of each output; absent in an op that is composed of others. */
  readonly shape?: ((...args: never) => unknown) | undefined;
  /** Arguments to test it with; of an entrywise op where each operand lies. Those of this package's ops stand in `testing/samples.ts`. */
  readonly samples?: readonly Sample<never>[] | readonly Domain[] | undefined;
}

type ErasedRule = (flow: never, output: never, ...args: never[]) => unknown;

/** An op of any signature. */
export interface AnyOp extends OpFields {
  (...args: never): unknown;
}

/**
 * Defines an op. `forward` that is composed of other ops needs no rules: it is simply traced. One that reads raw data
 * (`x.data`, `x.item()`) states `shape` and as many of the other rules as it wants to support; its gradients have gradients
 * when the rules are made of ops.
 *
 * ```ts
 * const cube = defineOp("cube", (x: Value) => tensor(x.data.map((v) => v ** 3), { shape: x.shape }), {
 *   shape: (x) => x.shape,
 *   vjp: [(cotangent, _, x) => cotangent.mul(x.square().mul(3))],
 *   jvp: [(tangent, _, x) => tangent.mul(x.square().mul(3))],
 *   samples: [{ args: [{ shape: [2, 3] }] }],
 * });
 * ```
 */
export function defineOp<Args extends readonly unknown[], Out>(
  name: string,
  forward: (...args: Args) => Out,
  documented?: Composed<NoInfer<Args>>,
): Op<Args, Out>;
// Last, because a compiler explains the last overload when none fits.
export function defineOp<Args extends readonly unknown[], Out extends Value | Values>(
  name: string,
  forward: (...args: Args) => Out,
  rules: Rules<Args, Out>,
): Op<Args, Out>;
// @__NO_SIDE_EFFECTS__
export function defineOp<Args extends readonly unknown[], Out>(
  name: string,
  forward: (...args: Args) => Out,
  rules: Composed<Args> | Rules<Args, Out> = {},
): Op<Args, Out> {
  if (typeof forward !== "function")
    throw new TypeError(`defineOp("${name}") needs a forward function, got ${describe(forward)}.`);
  if (rules.shape === undefined) {
    if (rules.vjp !== undefined || rules.jvp !== undefined) {
      throw new TypeError(
        `${name} has derivative rules but no shape rule: add shape: (...args) => the shape of the result. For a function composed of ops use customGradient.`,
      );
    }
    return named(name, (...args: Args) => trace(name, forward, args), rules);
  }
  const op: Op<Args, Out> = named(name, (...args: Args) => call(op, forward, rules, args), rules);
  return op;
}

/** An op that is composed of others has no rules of its own. */
interface Composed<Args extends readonly unknown[]> extends Documented<Args> {
  readonly shape?: never;
  readonly dtype?: (...args: never) => Dtype | readonly Dtype[];
  readonly vjp?: never;
  readonly jvp?: never;
}

/** Calls a forward that has no rules. Throws when it has read the numbers of an input and gives what no gradient passes. */
function trace<Args extends readonly unknown[], Out>(
  op: string,
  forward: (...args: Args) => Out,
  args: Args,
): Out {
  const { wasRead } = recording;
  recording.wasRead = false;
  try {
    const output = forward(...args);
    const floats = [output]
      .flat()
      .filter((value) => value instanceof Value && isFloat(value.dtype)) as Value[];
    if (recording.wasRead && floats.length > 0 && !floats.some((value) => value.tracked)) {
      throw new Error(
        `${op} has no vjp rule, and its forward reads data, so no gradient passes. Add shape and vjp to its definition, or detach() its inputs.`,
      );
    }
    return output;
  } catch (error) {
    throw withName(op, error);
  } finally {
    recording.wasRead ||= wasRead;
  }
}

/** @internal An op that is composed of others and yet has rules of its own. */
export function withOwnRules<Args extends readonly unknown[], Out extends Value | Values>(
  forward: (...args: Args) => Out,
  rules: DerivativeRules<Args, Out> & Pick<Rules<Args, Out>, "batch">,
): Op<Args, Out> {
  const op: Op<Args, Out> = named(
    forward.name || "customGradient",
    (...args: Args) => call(op, forward, rules, args),
    rules,
  );
  return op;
}

/**
 * An error about arguments, thrown by an op inside of another, with the name of the one that the caller knows. Errors of other
 * classes, such as an author's own, stay what they are.
 */
function withName(op: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.message.split(/\W+/).includes(op)) return error;
  const Kind = [TypeError, RangeError].find((kind) => error.constructor === kind);
  return Kind === undefined ? error : new Kind(`${op}: ${error.message}`, { cause: error });
}

/** Gives `op` the signature that users call: `f` sorts out their arguments and calls the op. */
// @__NO_SIDE_EFFECTS__
export function withSignature<Args extends readonly unknown[], Out>(
  op: AnyOp,
  f: (...args: Args) => Out,
  documented: Documented<NoInfer<Args>> = {},
): Op<Args, Out> {
  return named(op.name, f, { ...op, ...documented });
}

/** @internal A function with a name, and the fields of an op. */
export function named<Args extends readonly unknown[], Out>(
  name: string,
  f: (...args: Args) => Out,
  fields: object,
): Op<Args, Out> {
  Object.defineProperty(f, "name", { value: name });
  return Object.assign(f, fields) as Op<Args, Out>;
}
