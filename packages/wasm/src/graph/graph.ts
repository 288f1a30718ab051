import type { AnyOp, Dtype, OpName, Shape, TypedArray, Value } from "@chainrule/autograd";
import type { Source } from "@chainrule/autograd/engine";
import { isKnown } from "./known.ts";

/*
 * The program as passes see it: calls of ops on instructions, in an order in which they can run. Nothing is ever changed:
 * a pass makes another graph.
 */

/** Something that has entries: what calls take and give. */
export abstract class Instruction {
  readonly dtype: Dtype;
  readonly shape: Shape;

  constructor(dtype: Dtype, shape: Shape) {
    this.dtype = dtype;
    this.shape = shape;
  }
}

/** What the program is given: an argument, a leaf, or the gradient of one. */
export class Outside extends Instruction {
  readonly source: Source;

  constructor(dtype: Dtype, shape: Shape, source: Source) {
    super(dtype, shape);
    this.source = source;
  }
}

/** Entries that are always the same. */
export class Constant extends Instruction {
  /** One number when all entries are equal, else an entry each. */
  readonly data: number | TypedArray;

  constructor(dtype: Dtype, shape: Shape, data: number | TypedArray) {
    super(dtype, shape);
    this.data = data;
  }
}

/** What a call gives; of several results, one. */
export class Result extends Instruction {
  readonly call: Call;
  readonly index: number;

  constructor(dtype: Dtype, shape: Shape, call: Call, index: number) {
    super(dtype, shape);
    this.call = call;
    this.index = index;
  }
}

/** One call of an op. */
export class Call {
  readonly op: AnyOp;
  /** Its name, if it is an op that passes and rules know and not somebody's own. */
  readonly name: OpName | null;
  /** The arguments as the op's rules see them, with instructions in the places of Values. */
  readonly args: readonly unknown[];
  /** The instructions among the arguments, in order. */
  readonly operands: readonly Instruction[];
  readonly results: readonly Result[];

  constructor(op: AnyOp, args: readonly unknown[], results: readonly Pick<Instruction, "dtype" | "shape">[]) {
    this.op = op;
    this.name = knownName(op);
    this.args = args;
    // Programs have millions of calls: most get by without a list of their own.
    this.operands = args.every((arg) => arg instanceof Instruction)
      ? args
      : args.flatMap((arg) => (isList(arg) ? arg : arg instanceof Instruction ? [arg] : []));
    this.results = results.map(({ dtype, shape }, index) => new Result(dtype, shape, this, index));
  }
}

/** A program between recording and lowering. */
export interface Graph {
  /** In an order in which they can run. */
  readonly calls: readonly Call[];
  /** What comes out, by the Value of the recording that it gives numbers to. */
  readonly results: ReadonlyMap<Value, Instruction>;
}

const names = new WeakMap<AnyOp, OpName | null>();

function knownName(op: AnyOp): OpName | null {
  let name = names.get(op);
  if (name === undefined) {
    name = isKnown(op) ? op.name : null;
    names.set(op, name);
  }
  return name;
}

const isList = (arg: unknown): arg is readonly Instruction[] =>
  Array.isArray(arg) && arg[0] instanceof Instruction;

/** Arguments with other instructions; the same array if none is another. */
export function withOperands(
  args: readonly unknown[],
  change: (operand: Instruction) => Instruction,
): readonly unknown[] {
  if (args.every((arg) => arg instanceof Instruction && change(arg) === arg)) return args;
  let isSame = true;
  const one = (operand: Instruction): Instruction => {
    const changed = change(operand);
    isSame &&= changed === operand;
    return changed;
  };
  const changed = args.map((arg) =>
    isList(arg) ? arg.map(one) : arg instanceof Instruction ? one(arg) : arg,
  );
  return isSame ? args : changed;
}
