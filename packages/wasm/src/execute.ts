import { noGrad, type TypedArray, Value } from "@chainrule/autograd";
import { Elsewhere, hold, makeValue, type Program, type Source, storageOf } from "@chainrule/autograd/engine";
import { allocate, inPlace } from "./allocate.ts";
import { assemble } from "./assemble.ts";
import type { Buffer, ForwardKernel, Plan, View } from "./ir.ts";
import { lower } from "./lower.ts";

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
  readonly #program: Program;
  readonly #memory: WebAssembly.Memory;
  readonly #addresses: ReadonlyMap<Buffer, number>;
  readonly #run: () => void;
  readonly #forwards: readonly ForwardKernel[];
  /** Where each leaf that the program assigns lies in memory, and what its Value holds meanwhile. */
  readonly #homes = new Map<Value, { view: View; resident: Resident }>();
  readonly #moves: (readonly [from: Buffer, to: Buffer])[] = [];

  constructor(program: Program) {
    this.#program = program;
    this.plan = lower(program);
    const { buffers, results } = this.plan;
    const outside = new Map(
      buffers.flatMap((buffer) => (buffer.source?.kind === "leaf" ? [[buffer.source.leaf, buffer]] : [])),
    );
    const wanted = new Map<Buffer, Buffer>();
    for (const [leaf, source] of program.assigned) {
      const view = results.get(source) as View;
      const home = outside.get(leaf);
      const place = home === undefined || view.buffer.source !== undefined ? view : { ...view, buffer: home };
      if (home !== undefined && view.buffer !== home) wanted.set(view.buffer, home);
      this.#homes.set(leaf, { view: place, resident: new Resident(() => this.#fetch(place)) });
    }
    const same = inPlace(this.plan, wanted);
    this.#moves = Array.from(wanted).filter(([from]) => !same.has(from));
    const allocation = allocate(this.plan, same);
    this.#addresses = allocation.addresses;
    const { bytes, pages, entries, forwards } = assemble(this.plan, allocation, {
      relaxed: canMultiplyAdd(),
    });
    this.#forwards = forwards;
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      host: { memory: this.#memory, forward: (index: number) => this.#forward(this.#forwards[index]) },
      entry: Object.fromEntries(entries.map((f, i) => [String(i), f])),
    });
    this.#run = instance.exports.run as () => void;
  }

  /** Runs the program, then changes leaves and gradients. */
  run(values: readonly Value[]): unknown {
    return noGrad(() => {
      const { outputs, assigned, gradients } = this.#program;
      for (const buffer of this.plan.buffers) if (buffer.source !== undefined) this.#bring(buffer, values);
      this.#run();
      const { results } = this.plan;
      const out = outputs.map((output) => this.#valueOf(results.get(output) as View));
      const left = Array.from(
        gradients,
        ([leaf, gradient]) => [leaf, gradient && this.#valueOf(results.get(gradient) as View)] as const,
      );
      for (const [from, to] of this.#moves) this.#array(to).set(this.#array(from));
      for (const leaf of assigned.keys())
        hold(leaf, (this.#homes.get(leaf) as { resident: Resident }).resident);
      for (const [leaf, gradient] of left) leaf.grad = gradient;
      return this.#program.form(out);
    });
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
    const home = this.#homes.get(value);
    if (home !== undefined && storageOf(value) === home.resident && home.view.buffer === buffer) return;
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

  #valueOf(view: View): Value {
    return makeValue(view.shape, view.buffer.dtype, this.#fetch(view));
  }

  #forward({ node, operands, targets }: ForwardKernel): void {
    const given = new Map(
      Array.from(operands, ([input, view]) => [
        input,
        makeValue(input.shape, input.dtype, this.#fetch(view)),
      ]),
    );
    const args = node.args.map((arg) =>
      arg instanceof Value
        ? given.get(arg)
        : Array.isArray(arg) && arg[0] instanceof Value
          ? arg.map((part: Value) => given.get(part))
          : arg,
    );
    const result = noGrad(() => (node.op as (...args: unknown[]) => Value | readonly Value[])(...args));
    [result].flat().forEach((value, i) => write(this.#array(targets[i]), value));
  }
}

function write(to: TypedArray, value: Value): void {
  const numbers = numbersOf(value);
  if (typeof numbers === "number") to.fill(value.dtype === "bool" ? -numbers : numbers);
  else if (value.dtype === "bool") for (let i = 0; i < to.length; i++) to[i] = -numbers[i];
  else to.set(numbers);
}

function numbersOf(value: Value): number | TypedArray {
  const storage = storageOf(value);
  return storage instanceof Elsewhere ? (value.data as TypedArray) : storage;
}

let multiplyAdd: boolean | undefined;

/** Whether the engine has relaxed SIMD's multiply-add. */
function canMultiplyAdd(): boolean {
  // (func (result v128) i32.const 0 i8x16.splat, three times, f32x4.relaxed_madd)
  multiplyAdd ??= WebAssembly.validate(
    Uint8Array.of(
      0,
      97,
      115,
      109,
      1,
      0,
      0,
      0,
      1,
      5,
      1,
      96,
      0,
      1,
      123,
      3,
      2,
      1,
      0,
      10,
      19,
      1,
      17,
      0,
      65,
      0,
      253,
      15,
      65,
      0,
      253,
      15,
      65,
      0,
      253,
      15,
      253,
      133,
      2,
      11,
    ),
  );
  return multiplyAdd;
}
