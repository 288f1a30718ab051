import type { Dtype, Value } from "@chainrule/autograd";
import { sizeOf } from "@chainrule/autograd/engine";
import { fuseEpilogues } from "../fusion/epilogues.ts";
import { fuse } from "../fusion/fuse.ts";
import { splitRows } from "../fusion/splitRows.ts";
import { Constant, type Graph, type Instruction, Outside, type Result } from "../graph/graph.ts";
import { countUses } from "../graph/uses.ts";
import {
  type Buffer,
  contiguous,
  type Expression,
  type Kernel,
  type Plan,
  reshaped,
  type View,
} from "../ir.ts";
import { rewrite, shortener } from "../rewrite.ts";
import { ruleOf } from "./rules.ts";
import { withoutUnread } from "./unread.ts";

/** What is computed for an instruction that no buffer holds yet. */
interface Pending {
  readonly expression: Expression;
}

/** Of how many operations an expression consists at most before it is computed, and so what is done with it. */
const LARGEST = 200;
/** After how many operations on single numbers the next function begins: engines compile short ones in bounded time. */
const MANY = 2000;

/** Turns the calls of a graph into kernels: entrywise ones grow into the kernels that need them, layouts into views. */
export function lower(graph: Graph, isAssigned: (leaf: Value) => boolean): Plan {
  return splitRows(fuseEpilogues(fuse(new Lowering(graph, isAssigned).run())));
}

/** A lowering under way: what rules work with. */
export class Lowering {
  readonly #graph: Graph;
  readonly #buffers: Buffer[] = [];
  readonly #kernels: Kernel[] = [];
  /** What each result is: a view of a buffer, or still an expression. */
  readonly #known = new Map<Instruction, View | Pending>();
  readonly #uses: ReadonlyMap<Instruction, number>;
  readonly #ends: ReadonlySet<Instruction>;
  /** Expressions that a kernel has written to memory, or is about to. */
  readonly #written = new Map<Expression, View>();
  /** Single numbers that the next kernel of such will write. */
  #scalars: { target: Buffer; value: Expression }[] = [];
  /** How many operations that takes. */
  #scalarOperations = 0;
  /** How many operations there are in expressions that no buffer holds yet. */
  readonly #operations = new Map<Expression, number>();

  readonly #isAssigned: (leaf: Value) => boolean;

  constructor(graph: Graph, isAssigned: (leaf: Value) => boolean) {
    this.#graph = graph;
    this.#isAssigned = isAssigned;
    this.#uses = countUses(graph);
    this.#ends = new Set(graph.results.values());
  }

  run(): Plan {
    const { calls, results } = this.#graph;
    for (const call of calls) ruleOf(call)(call, this);
    for (const end of results.values()) {
      const known = this.#known.get(end);
      if (known !== undefined && "expression" in known && sizeOf(end.shape) === 1)
        this.#defer(known.expression, end.shape);
    }
    const views = new Map<Value, View>();
    for (const [value, end] of results) views.set(value, this.#end(end));
    return withoutUnread({ buffers: this.#buffers, kernels: this.#kernels, results: views });
  }

  /** Where what comes out lies, densely. */
  #end(end: Instruction): View {
    const view = this.dense(this.view(end));
    const { source } = view.buffer;
    // What a leaf held before is copied before that leaf changes.
    return source?.kind === "leaf" && this.#isAssigned(source.leaf)
      ? this.write({ kind: "read", dtype: end.dtype, view }, end.shape, end.dtype)
      : view;
  }

  /** A new buffer. */
  buffer(dtype: Dtype, size: number, source?: Buffer["source"]): Buffer {
    const buffer = { id: this.#buffers.length, dtype, size, ...(source && { source }) };
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Adds a kernel. */
  push(kernel: Kernel): void {
    this.#flush();
    this.#kernels.push(kernel);
  }

  /** Says what a result is: a view of memory that a kernel has written, or an expression. */
  set(result: Result, value: View | Pending): void {
    this.#known.set(result, value);
  }

  /** Says what an entrywise result is. What several others need, or comes out, is computed at once, unless that is as cheap as reading it. */
  setExpression(result: Result, expression: Expression): void {
    this.set(result, { expression });
    const isLarge = this.#operationsIn(expression) > LARGEST;
    const isEnd = this.#ends.has(result) && sizeOf(result.shape) > 1;
    const isCheap =
      expression.kind !== "call" || (expression.op === "to" && expression.operands[0].kind !== "call");
    if (((this.#uses.get(result) ?? 0) <= 1 && !isEnd && !isLarge) || isCheap) return;
    if (sizeOf(result.shape) === 1) this.#defer(expression, result.shape);
    else this.view(result);
  }

  /** What an instruction gives, as an expression of its shape. */
  expression(instruction: Instruction): Expression {
    if (instruction instanceof Constant && typeof instruction.data === "number")
      return { kind: "number", dtype: instruction.dtype, value: instruction.data };
    const known = this.#known.get(instruction) ?? this.#place(instruction);
    return "expression" in known ? known.expression : { kind: "read", dtype: instruction.dtype, view: known };
  }

  /** A view of what an instruction gives; what is pending is computed now. */
  view(instruction: Instruction): View {
    if (instruction instanceof Constant) return this.#place(instruction);
    const expression = this.expression(instruction);
    if (expression.kind === "read") return expression.view;
    const view = this.write(expression, instruction.shape, instruction.dtype);
    this.#known.set(instruction, view);
    return view;
  }

  /** The view, or a copy that lies densely. */
  dense(view: View): View {
    const whole = reshaped(view, [view.buffer.size]);
    const isDense =
      view.offset === 0 &&
      sizeOf(view.shape) === view.buffer.size &&
      (view.buffer.size <= 1 || whole?.strides[0] === 1);
    return isDense
      ? view
      : this.write({ kind: "read", dtype: view.buffer.dtype, view }, view.shape, view.buffer.dtype);
  }

  /** Writes an expression to memory, unless it is there. */
  write(expression: Expression, shape: readonly number[], dtype: Dtype): View {
    if (sizeOf(shape) === 1) this.#defer(expression, shape);
    const known = this.#written.get(expression);
    if (known !== undefined) {
      this.#flush();
      return reshaped(known, shape) as View;
    }
    const target = this.buffer(dtype, sizeOf(shape));
    const view = contiguous(target, shape);
    this.push({ kind: "map", shape, stores: [{ target: view, value: this.short(expression) }] });
    if (expression.kind === "call") this.#written.set(expression, view);
    return view;
  }

  /** Computes what an instruction gives to where a view says, and nothing else knows of. */
  store(instruction: Instruction, target: View): void {
    const expression = this.expression(instruction);
    this.#flush(); // so that what is read has been written
    const value = this.short(expression);
    this.push({ kind: "map", shape: instruction.shape, stores: [{ target, value }] });
  }

  /** An expression in another layout: with all that it reads read so, if that is possible, else what it is written to. */
  rearrange(operand: Instruction, result: Result, change: (view: View) => View | null): void {
    const expression = this.expression(operand);
    // A single number is computed once, however often it is repeated.
    const isRepeated = sizeOf(operand.shape) === 1 && sizeOf(result.shape) > 1 && expression.kind === "call";
    this.#flush(); // so that what is read from now on has been written
    const moved = isRepeated ? null : rewrite(this.short(expression), change);
    if (moved !== null) return this.set(result, { expression: moved });
    this.set(result, change(this.dense(this.view(operand))) as View);
  }

  /** An expression that reads what has been written instead of computing it again. */
  short(expression: Expression): Expression {
    return shortener((part) => this.#written.get(part))(expression);
  }

  /** Where something lies that no call gives. */
  #place(instruction: Instruction): View {
    const known = this.#known.get(instruction) as View | undefined;
    if (known !== undefined) return known;
    const { dtype, shape } = instruction;
    const source: Buffer["source"] =
      instruction instanceof Outside
        ? instruction.source
        : { kind: "constant", data: (instruction as Constant).data };
    const view = contiguous(this.buffer(dtype, sizeOf(shape), source), shape);
    this.#known.set(instruction, view);
    return view;
  }

  /** Leaves a single number to the next kernel of such. */
  #defer(expression: Expression, shape: readonly number[]): void {
    if (expression.kind !== "call" || this.#written.has(expression)) return;
    const target = this.buffer(expression.dtype, 1);
    this.#scalars.push({ target, value: expression });
    this.#scalarOperations += this.#operationsIn(expression);
    this.#written.set(expression, contiguous(target, shape));
    if (this.#scalarOperations >= MANY) this.#flush();
  }

  /** How many operations an expression takes, reading what has been written. */
  #operationsIn(expression: Expression): number {
    if (expression.kind !== "call" || this.#written.has(expression)) return 0;
    const known = this.#operations.get(expression);
    if (known !== undefined) return known;
    let operations = 1;
    for (const operand of expression.operands) operations += this.#operationsIn(operand);
    this.#operations.set(expression, operations);
    return operations;
  }

  #flush(): void {
    const stores = this.#scalars;
    if (stores.length === 0) return;
    this.#scalars = [];
    this.#scalarOperations = 0;
    const own = new Set(stores.map(({ value }) => value));
    const short = shortener((expression) =>
      own.has(expression) ? undefined : this.#written.get(expression),
    );
    this.#kernels.push({
      kind: "map",
      shape: [],
      stores: stores.map(({ target, value }) => ({ target: contiguous(target, []), value: short(value) })),
    });
  }
}
