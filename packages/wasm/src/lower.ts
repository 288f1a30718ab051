import { type Dtype, Value } from "@chainrule/autograd";
import {
  Elsewhere,
  type EntrywiseLowering,
  type Node,
  type Program,
  type Source,
  sizeOf,
  storageOf,
} from "@chainrule/autograd/engine";
import {
  type Buffer,
  contiguous,
  type Expression,
  type Kernel,
  type Plan,
  reshaped,
  type View,
} from "./ir.ts";
import { rewrite, shortener } from "./rewrite.ts";

/** A Value that no buffer holds yet. */
interface Pending {
  readonly expression: Expression;
}

type Range = {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly length: number;
};

/** Turns the calls of a program into kernels: entrywise ones grow into the kernels that need them, layouts into views. */
export function lower(program: Program): Plan {
  return new Lowering(program).run();
}

class Lowering {
  readonly #program: Program;
  readonly #buffers: Buffer[] = [];
  readonly #kernels: Kernel[] = [];
  /** What each computed Value is: a view of a buffer, or still an expression. */
  readonly #known = new Map<Value, View | Pending>();
  readonly #outside = new Map<unknown, Buffer>();
  readonly #uses = new Map<Value, number>();
  /** Expressions that a kernel has written to memory, or is about to. */
  readonly #written = new Map<Expression, View>();
  /** The kernel that computes each product. */
  readonly #products = new Map<Buffer, number>();
  /** Single numbers that the next kernel of such will write. */
  #scalars: { target: Buffer; value: Expression }[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  run(): Plan {
    const { calls, outputs, assigned, gradients } = this.#program;
    const end = Number.POSITIVE_INFINITY;
    const results = [...outputs, ...assigned.values(), ...gradients.values()].filter(
      (value) => value !== null,
    );
    for (const call of calls) for (const input of call.inputs) this.#count(input, call.id);
    for (const value of results) this.#count(value, end);
    for (const call of calls) this.#lowerCall(call);
    const views = new Map<Value, View>();
    for (const value of results) {
      const found = this.#program.resolve(value, end);
      const known = found instanceof Value ? this.#known.get(found) : undefined;
      if (known !== undefined && "expression" in known && value.size === 1)
        this.#defer(known.expression, value.shape);
    }
    for (const value of results) {
      const found = this.#program.resolve(value, end);
      if (!(found instanceof Value)) {
        views.set(value, this.#viewOfSource(found, value));
        continue;
      }
      const view = this.#dense(this.#settled(found));
      const { source } = view.buffer;
      // What a leaf held before is copied before that leaf changes.
      const isOverwritten = source?.kind === "leaf" && assigned.has(source.leaf);
      const read: Expression = { kind: "read", dtype: value.dtype, view };
      views.set(value, isOverwritten ? this.#write(read, value.shape, value.dtype) : view);
    }
    return { buffers: this.#buffers, kernels: this.#kernels, results: views };
  }

  #count(value: Value, at: number): void {
    const found = this.#program.resolve(value, at);
    if (found instanceof Value) this.#uses.set(found, (this.#uses.get(found) ?? 0) + 1);
  }

  #buffer(dtype: Dtype, size: number, source?: Buffer["source"]): Buffer {
    const buffer = { id: this.#buffers.length, dtype, size, ...(source && { source }) };
    this.#buffers.push(buffer);
    return buffer;
  }

  #viewOfSource(source: Source, value: Value): View {
    // A gradient that is accumulated on is one Value for the whole program, which stands for itself.
    const key = source.kind === "argument" ? source.index : source.kind === "leaf" ? source.leaf : value;
    const buffer = this.#outside.get(key) ?? this.#buffer(value.dtype, value.size, source);
    this.#outside.set(key, buffer);
    return contiguous(buffer, value.shape);
  }

  /** What a call sees of an input, as an expression of the input's shape. */
  #expression(value: Value, at: number): Expression {
    const found = this.#program.resolve(value, at);
    if (found instanceof Value) {
      const known = this.#known.get(found) as View | Pending;
      return "expression" in known ? known.expression : { kind: "read", dtype: value.dtype, view: known };
    }
    const storage = storageOf(value);
    if (
      found.kind === "leaf" &&
      this.#program.isConstant(value) &&
      !(storage instanceof Elsewhere) &&
      typeof storage === "number"
    )
      return { kind: "number", dtype: value.dtype, value: storage };
    return { kind: "read", dtype: value.dtype, view: this.#viewOfSource(found, value) };
  }

  /** A view of an input; what is pending is computed now. */
  #view(value: Value, at: number): View {
    const found = this.#program.resolve(value, at);
    if (found instanceof Value) return this.#settled(found);
    const expression = this.#expression(value, at);
    if (expression.kind === "read") return expression.view;
    return this.#write(expression, value.shape, value.dtype);
  }

  #settled(value: Value): View {
    const known = this.#known.get(value) as View | Pending;
    if (!("expression" in known)) return known;
    const { expression } = known;
    const view =
      expression.kind === "read" ? expression.view : this.#write(expression, value.shape, value.dtype);
    this.#known.set(value, view);
    return view;
  }

  /** Writes an expression to memory, unless it is there. */
  #write(expression: Expression, shape: readonly number[], dtype: Dtype): View {
    if (sizeOf(shape) === 1) this.#defer(expression, shape);
    const known = this.#written.get(expression);
    if (known !== undefined) {
      this.#flush();
      return reshaped(known, shape) as View;
    }
    const target = this.#buffer(dtype, sizeOf(shape));
    this.#push({ kind: "map", shape, stores: [{ target, value: this.#short(expression) }] });
    const view = contiguous(target, shape);
    if (expression.kind === "call") this.#written.set(expression, view);
    return view;
  }

  /** Leaves a single number to the next kernel of such. */
  #defer(expression: Expression, shape: readonly number[]): void {
    if (expression.kind !== "call" || this.#written.has(expression)) return;
    const target = this.#buffer(expression.dtype, 1);
    this.#scalars.push({ target, value: expression });
    this.#written.set(expression, contiguous(target, shape));
    if (this.#scalars.length >= MANY) this.#flush();
  }

  #flush(): void {
    const stores = this.#scalars;
    if (stores.length === 0) return;
    this.#scalars = [];
    const own = new Set(stores.map(({ value }) => value));
    const short = shortener((expression) =>
      own.has(expression) ? undefined : this.#written.get(expression),
    );
    this.#kernels.push({
      kind: "map",
      shape: [],
      stores: stores.map(({ target, value }) => ({ target, value: short(value) })),
    });
  }

  #push(kernel: Kernel): void {
    this.#flush();
    this.#kernels.push(kernel);
  }

  /** An expression that reads what has been written instead of computing it again. */
  #short(expression: Expression): Expression {
    return shortener((part) => this.#written.get(part))(expression);
  }

  /** The view, or a copy that lies densely. */
  #dense(view: View): View {
    const whole = reshaped(view, [view.buffer.size]);
    const isDense =
      view.offset === 0 &&
      sizeOf(view.shape) === view.buffer.size &&
      (view.buffer.size <= 1 || whole?.strides[0] === 1);
    return isDense
      ? view
      : this.#write({ kind: "read", dtype: view.buffer.dtype, view }, view.shape, view.buffer.dtype);
  }

  #set(call: Node, value: View | Pending): void {
    this.#known.set(call.outputs[0], value);
  }

  #lowerCall(call: Node): void {
    const { op, args, id, outputs } = call;
    const [output] = outputs;
    const operand = args[0] as Value;
    switch (op.name) {
      case "clone":
      case "detach":
        return this.#set(call, { expression: this.#expression(operand, id) });
      case "to":
        return this.#setCall(call, "to", [operand]);
      case "permute": {
        const axes = args[1] as number[];
        if (this.#isProductTurned(call, axes)) return;
        return this.#rearrange(call, (view) => ({
          ...view,
          shape: output.shape,
          strides: axes.map((axis) => view.strides[axis]),
        }));
      }
      case "broadcastTo": {
        const added = output.rank - operand.rank;
        return this.#rearrange(call, (view) => ({
          ...view,
          shape: output.shape,
          strides: output.shape.map((_, axis) =>
            axis < added || operand.shape[axis - added] === 1 ? 0 : view.strides[axis - added],
          ),
        }));
      }
      case "slice": {
        const { axis, start, step } = args[1] as Range;
        return this.#rearrange(call, (view) => ({
          ...view,
          shape: output.shape,
          strides: view.strides.map((stride, i) => (i === axis ? stride * step : stride)),
          offset: view.offset + start * view.strides[axis],
        }));
      }
      case "reshape":
        return this.#rearrange(call, (view) => reshaped(view, output.shape));
      case "sum":
        return this.#sum(call);
      case "matmul":
        return this.#matmul(call);
      case "where":
        return this.#setCall(call, "where", args as Value[]);
    }
    const entrywise = op.lowering as EntrywiseLowering | undefined;
    if (entrywise?.forward !== undefined) {
      const kind = operand.dtype;
      const forward = kind === "int32" && entrywise.integer ? entrywise.integer : entrywise.forward;
      return this.#setCall(call, op.name, args as Value[], forward);
    }
    this.#forward(call);
  }

  #setCall(
    call: Node,
    op: string,
    operands: readonly Value[],
    forward?: (...entries: number[]) => number,
  ): void {
    const [output] = call.outputs;
    const expression: Expression = {
      kind: "call",
      dtype: output.dtype,
      op,
      operands: operands.map((operand) => this.#expression(operand, call.id)),
      ...(forward && { forward }),
    };
    this.#set(call, { expression });
    // What several others need is computed once, unless that is as cheap as reading it.
    const isCheap = op === "to" && expression.operands[0].kind !== "call";
    if ((this.#uses.get(output) ?? 0) <= 1 || isCheap) return;
    if (output.size === 1) this.#defer(expression, output.shape);
    else this.#settled(output);
  }

  /** Another layout of an operand: of all that its expression reads, if that is possible, else of what it is written to. */
  #rearrange(call: Node, change: (view: View) => View | null): void {
    const [operand] = call.args as [Value];
    const [output] = call.outputs;
    const expression = this.#expression(operand, call.id);
    // A single number is computed once, however often it is repeated.
    const isRepeated = operand.size === 1 && output.size > 1 && expression.kind === "call";
    this.#flush(); // so that what is read from now on has been written
    const moved = isRepeated ? null : rewrite(this.#short(expression), change);
    if (moved !== null) return this.#set(call, { expression: moved });
    const view = this.#dense(this.#view(operand, call.id));
    const settled = change(view) as View;
    this.#set(call, settled);
  }

  #sum(call: Node): void {
    const [operand, axes] = call.args as [Value, readonly number[]];
    const [output] = call.outputs;
    const kept = Array.from(operand.shape.keys()).filter((axis) => !axes.includes(axis));
    const order = [...kept, ...axes];
    const turn = (view: View): View => ({
      ...view,
      shape: order.map((axis) => view.shape[axis]),
      strides: order.map((axis) => view.strides[axis]),
    });
    const value = rewrite(this.#short(this.#expression(operand, call.id)), turn) as Expression;
    const target = this.#buffer(output.dtype, output.size);
    this.#push({
      kind: "sum",
      shape: order.map((axis) => operand.shape[axis]),
      kept: kept.length,
      value,
      target,
    });
    this.#set(call, contiguous(target, output.shape));
  }

  #matmul(call: Node): void {
    const [a, b] = call.args as [Value, Value];
    const [output] = call.outputs;
    if (output.dtype !== "float32") return this.#forward(call);
    if (a.shape[a.rank - 1] === 0) {
      const zero: Expression = { kind: "number", dtype: "float32", value: 0 };
      return this.#set(call, { expression: zero });
    }
    const batched = (view: View): View => {
      const leading = view.shape.slice(0, -2);
      const shape = [sizeOf(leading), ...view.shape.slice(-2)];
      return reshaped(view, shape) ?? (reshaped(this.#dense(view), shape) as View);
    };
    const target = this.#buffer(output.dtype, output.size);
    const kernel = {
      kind: "matmul",
      a: batched(this.#view(a, call.id)),
      b: batched(this.#view(b, call.id)),
      target,
    } as const;
    this.#push(kernel);
    this.#products.set(target, this.#kernels.length - 1);
    this.#set(call, contiguous(target, output.shape));
  }

  /** A product that is needed transposed only is computed so: (a b)ᵀ = bᵀ aᵀ. Says whether that was done. */
  #isProductTurned(call: Node, axes: readonly number[]): boolean {
    const [operand] = call.args as [Value];
    const [output] = call.outputs;
    const product = this.#program.resolve(operand, call.id);
    if (!(product instanceof Value) || product.op?.name !== "matmul" || this.#uses.get(product) !== 1)
      return false;
    const { buffer } = this.#known.get(product) as Partial<View>;
    const index = buffer && this.#products.get(buffer);
    const last = axes.length - 1;
    const isTurn = axes.every((axis, i) => axis === (i === last ? last - 1 : i === last - 1 ? last : i));
    const kernel = index === undefined ? undefined : this.#kernels[index];
    if (buffer === undefined || index === undefined || kernel?.kind !== "matmul" || !isTurn) return false;
    this.#kernels[index] = { ...kernel, a: turned(kernel.b), b: turned(kernel.a) };
    this.#set(call, contiguous(buffer, output.shape));
    return true;
  }

  #forward(call: Node): void {
    const operands = new Map(call.inputs.map((input) => [input, this.#dense(this.#view(input, call.id))]));
    const targets = call.outputs.map((output) => this.#buffer(output.dtype, output.size));
    this.#push({ kind: "forward", node: call, operands, targets });
    call.outputs.forEach((output, i) => this.#known.set(output, contiguous(targets[i], output.shape)));
  }
}

/** Matrices with rows and columns swapped. */
function turned(view: View): View {
  const [batch, rows, columns] = view.shape;
  const [alongBatch, alongRows, alongColumns] = view.strides;
  return { ...view, shape: [batch, columns, rows], strides: [alongBatch, alongColumns, alongRows] };
}

/** How many single numbers one kernel writes at most: functions of bounded length compile in bounded time. */
const MANY = 400;
