import { type Dtype, noGrad, type ReadonlyData, type TypedArray, type Value } from "@chainrule/autograd";
import { Elsewhere, hold, makeValue, type Program, type Source, storageOf } from "@chainrule/autograd/engine";
import { type Allocation, allocate, inPlace } from "./allocate.ts";
import { assemble } from "./assemble.ts";
import { buildGraph } from "./graph/build.ts";
import { Instruction } from "./graph/graph.ts";
import { describeProgram } from "./inspect.ts";
import { type Buffer, contiguous, type ForwardKernel, type Plan, type View } from "./ir.ts";
import { lower } from "./lower/lowering.ts";
import { hasMultiplyAdd } from "./multiplyAdd.ts";
import { optimize } from "./passes/optimize.ts";
import type { Engine, Memory } from "./webAssembly.ts";

/** The numbers of a leaf while they lie in the memory of a program. */
class Resident extends Elsewhere {
  readonly #read: () => number | TypedArray;

  constructor(read: () => number | TypedArray) {
    super();
    this.#read = read;
  }

  fetch(): number | TypedArray {
    return this.#read();
  }
}

/** A program in WebAssembly, with its memory. */
export class Executable {
  readonly plan: Plan;
  readonly #allocation: Allocation;
  readonly #engine: string;
  readonly #program: Program;
  readonly #memory: Memory;
  readonly #addresses: ReadonlyMap<Buffer, number>;
  readonly #run: () => void;
  readonly #forwards: readonly ForwardKernel[];
  /** Leaves that stay in memory from call to call, where they lie, and what their Values hold meanwhile. */
  readonly #residents = new Map<Value, { buffer: Buffer; resident: Resident }>();
  /** What is copied to where a leaf lies, once nothing can fail any more. */
  readonly #moves: readonly (readonly [from: Buffer, to: Buffer])[];

  constructor(program: Program, engine: Engine) {
    this.#program = program;
    this.plan = lower(optimize(buildGraph(program)), (leaf) => program.assigned.has(leaf));
    const { buffers, results } = this.plan;
    const homes = new Map(
      buffers.flatMap((buffer) => (buffer.source?.kind === "leaf" ? [[buffer.source.leaf, buffer]] : [])),
    );
    const updates: (readonly [from: Buffer, to: Buffer])[] = [];
    for (const [leaf, source] of program.assigned) {
      const { buffer } = results.get(source) as View;
      const home = homes.get(leaf);
      if (home === undefined || buffer.source !== undefined) continue;
      updates.push([buffer, home]);
      const whole = contiguous(home, leaf.shape);
      this.#residents.set(leaf, { buffer: home, resident: new Resident(() => this.#fetch(whole)) });
    }
    const same = inPlace(this.plan, updates);
    this.#moves = updates.filter(([from, to]) => same.get(from) !== to);
    const allocation = allocate(this.plan, same);
    this.#allocation = allocation;
    this.#addresses = allocation.addresses;
    const relaxed = hasMultiplyAdd(engine);
    this.#engine = `WebAssembly with SIMD${relaxed ? " and multiply-add" : ""}`;
    const { bytes, pages, entries, forwards } = assemble(this.plan, allocation, { relaxed });
    this.#forwards = forwards;
    this.#memory = new engine.Memory({ initial: pages, maximum: pages });
    const instance = new engine.Instance(new engine.Module(bytes), {
      host: { memory: this.#memory, forward: (index: number) => this.#forward(this.#forwards[index]) },
      entry: Object.fromEntries(entries.map((f, i) => [String(i), f])),
    });
    this.#run = instance.exports.run as () => void;
    for (const buffer of buffers)
      if (buffer.source?.kind === "constant") fill(this.#array(buffer), buffer.source.data, buffer.dtype);
  }

  /** Runs the program, then changes leaves and gradients: all of them, or none when it throws. */
  run(values: readonly Value[]): unknown {
    return noGrad(() => {
      const { outputs, assigned, gradients } = this.#program;
      const { results } = this.plan;
      for (const buffer of this.plan.buffers)
        if (buffer.source !== undefined && buffer.source.kind !== "constant") this.#bring(buffer, values);
      this.#run();
      const read = (source: Value): number | TypedArray => this.#fetch(results.get(source) as View);
      const out = outputs.map((output) => makeValue(output.shape, output.dtype, read(output)));
      const held = Array.from(
        assigned,
        ([leaf, source]) => [leaf, this.#residents.get(leaf)?.resident ?? read(source)] as const,
      );
      const left = Array.from(
        gradients,
        ([leaf, gradient]) =>
          [leaf, gradient && makeValue(gradient.shape, gradient.dtype, read(gradient))] as const,
      );
      for (const [from, to] of this.#moves) this.#array(to).set(this.#array(from));
      for (const [leaf, storage] of held) hold(this.#target(leaf, values), storage);
      for (const [leaf, gradient] of left) this.#target(leaf, values).grad = gradient;
      return this.#program.form(out);
    });
  }

  /** The program in all its forms, to be read. */
  describe(): string {
    return describeProgram(buildGraph(this.#program), this.plan, this.#allocation, this.#engine);
  }

  /** The leaf that the function has changed: an argument of this call, or one outside. */
  #target(leaf: Value, values: readonly Value[]): Value {
    const found = this.#program.resolve(leaf, 0);
    return "kind" in found && found.kind === "argument" ? values[found.index] : leaf;
  }

  /** Copies what comes from outside into memory, unless it is there. */
  #bring(buffer: Buffer, values: readonly Value[]): void {
    const source = buffer.source as Source;
    const value =
      source.kind === "argument"
        ? values[source.index]
        : source.kind === "leaf"
          ? source.leaf
          : (source.leaf.grad as Value);
    const known = this.#residents.get(value);
    if (known?.buffer === buffer && storageOf(value) === known.resident) return;
    write(this.#array(buffer), value);
  }

  #array(buffer: Buffer): TypedArray {
    const at = this.#addresses.get(buffer) as number;
    const kind = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Int32Array }[
      buffer.dtype
    ];
    return new kind(this.#memory.buffer, at, buffer.size);
  }

  #fetch(view: View): number | TypedArray {
    const array = this.#array(view.buffer);
    if (view.shape.length === 0) return view.buffer.dtype === "bool" ? array[0] & 1 : array[0];
    if (view.buffer.dtype !== "bool") return array.slice();
    return Uint8Array.from(array, (mask) => mask & 1);
  }

  #forward({ call, operands, targets }: ForwardKernel): void {
    let next = 0;
    const give = ({ shape, dtype }: Instruction): Value => {
      const view = operands[next++];
      return makeValue(shape, dtype, view === null ? 0 : this.#fetch(view));
    };
    const args = call.args.map((arg) =>
      arg instanceof Instruction
        ? give(arg)
        : Array.isArray(arg) && arg[0] instanceof Instruction
          ? arg.map(give)
          : arg,
    );
    const result = noGrad(() => (call.op as (...args: unknown[]) => Value | readonly Value[])(...args));
    [result].flat().forEach((value, i) => write(this.#array(targets[i]), value));
  }
}

function write(to: TypedArray, value: Value): void {
  const storage = storageOf(value);
  fill(to, storage instanceof Elsewhere ? value.data : storage, value.dtype);
}

/** Copies entries to where a program reads them, one number to all places. */
function fill(to: TypedArray, numbers: number | ReadonlyData, dtype: Dtype): void {
  // Bools are masks there.
  const sign = dtype === "bool" ? -1 : 1;
  if (typeof numbers === "number") to.fill(sign * numbers);
  else if (dtype === "bool") for (let i = 0; i < to.length; i++) to[i] = -numbers[i];
  else to.set(numbers);
}
