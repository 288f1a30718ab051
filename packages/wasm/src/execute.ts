import { noGrad, type Value } from "@chainrule/autograd";
import {
  gradientOf,
  hold,
  type MatrixLibrary,
  makeValue,
  type Program,
  setGradient,
  settle,
  storageOf,
} from "@chainrule/autograd/engine";
import { type Allocation, allocate, touched } from "./allocate.ts";
import { assemble } from "./assemble.ts";
import { forwardCall } from "./forwardCall.ts";
import { buildGraph } from "./graph/build.ts";
import { inPlace, lastRisk } from "./inPlace.ts";
import { bring, type Input } from "./input.ts";
import type { Buffer, Plan, View } from "./ir.ts";
import { libraryWork } from "./library.ts";
import { lower } from "./lower/lowering.ts";
import { hasMultiplyAdd } from "./multiplyAdd.ts";
import { optimize } from "./passes/optimize.ts";
import { Place, Resident } from "./place.ts";
import type { SharedProgram } from "./threads/pool.ts";
import { closePool, dismiss, newProgramId, summon, threadCount } from "./threads/threads.ts";
import { LostWorker, Waiting } from "./threads/waiting.ts";
import { createMemory, type Engine } from "./webAssembly.ts";

/** A leaf that changes: one outside, or an argument by its number. */
type Target = Value | number;

/** The result that a leaf gets; a resident one stays in memory until somebody outside asks. */
interface Result {
  readonly target: Target;
  readonly place: Place;
  readonly resident: Resident | null;
}

/** A program in WebAssembly, with its memory. */
export class Executable {
  readonly plan: Plan;
  readonly allocation: Allocation;
  /** What runs it, in words. */
  readonly engine: string;
  /** Whether it has given back its memory and cannot run any more. */
  isClosed = false;
  readonly #program: Program;
  readonly #run: () => void;
  readonly #library: MatrixLibrary | null;
  readonly #shared: (SharedProgram & { readonly waiting: Waiting }) | null;
  readonly #inputs: readonly Input[];
  readonly #outputs: readonly Place[];
  readonly #updates: readonly Result[];
  readonly #gradients: readonly (Result | { readonly target: Target; readonly place: null })[];
  /** What is copied to where a leaf lies, once nothing can fail any more. */
  readonly #moves: readonly (readonly [from: Place, to: Place])[];
  /** For the places of shared kernels in the table: whether a run that ends there has changed what was to stay. */
  readonly #isUndone: readonly boolean[];
  #isRunning = false;

  constructor(program: Program, engine: Engine) {
    this.#program = program;
    const plan = lower(optimize(buildGraph(program)), (leaf) => program.assigned.has(leaf));
    this.plan = plan;
    const viewOf = (value: Value): View => plan.results.get(value) as View;
    const homes = new Map(
      plan.buffers.flatMap((buffer) =>
        buffer.source?.kind === "leaf" ? [[buffer.source.leaf, buffer]] : [],
      ),
    );
    const changes = Array.from(program.assigned, ([leaf, source]) => {
      const { buffer } = viewOf(source);
      const home = buffer.source === undefined ? homes.get(leaf) : undefined;
      return { leaf, buffer, home };
    });
    const updates = changes.flatMap(({ buffer, home }) => (home ? [[buffer, home] as const] : []));
    const same = inPlace(plan, updates);
    const allocation = allocate(plan, same);
    this.allocation = allocation;
    const relaxed = hasMultiplyAdd(engine);
    const assembly = assemble(plan, allocation, { relaxed, threads: threadCount() });
    const isShared = assembly.scratch.length > 1;
    const threads = isShared ? `up to ${assembly.scratch.length} threads` : "one thread";
    const work = libraryWork(assembly.libraries, (buffer) => allocation.addresses.get(buffer) as number);
    this.#library = work && work.library;
    const products = work === null ? "" : `; products by ${work.library.description}`;
    this.engine = `WebAssembly with SIMD${relaxed ? " and multiply-add" : ""}, ${threads}${products}`;
    const memory = createMemory(engine, assembly.pages, isShared);

    const place = ({ buffer, shape }: Pick<View, "buffer" | "shape">): Place =>
      new Place(memory, allocation.addresses.get(buffer) as number, shape, buffer.dtype, buffer.size);
    const flat = (buffer: Buffer): Place => place({ buffer, shape: [buffer.size] });
    const residents = new Map(
      changes.flatMap(({ leaf, home }) =>
        home ? [[leaf, new Resident(place({ buffer: home, shape: leaf.shape }))]] : [],
      ),
    );
    const targetOf = (leaf: Value): Target => {
      const found = program.resolve(leaf, 0);
      return "kind" in found && found.kind === "argument" ? found.index : leaf;
    };
    this.#inputs = plan.buffers.flatMap((buffer) => {
      const { source } = buffer;
      if (source === undefined || source.kind === "constant") return [];
      const resident = (source.kind === "leaf" && residents.get(source.leaf)) || null;
      return [{ source, place: flat(buffer), resident, last: null }];
    });
    this.#outputs = program.outputs.map((output) => place(viewOf(output)));
    this.#updates = changes.map(({ leaf, buffer }) => {
      const own = place({ buffer, shape: leaf.shape });
      return { target: targetOf(leaf), place: own, resident: residents.get(leaf) ?? null };
    });
    this.#moves = updates
      .filter(([from, to]) => same.get(from) !== to)
      .map(([from, to]) => [flat(from), flat(to)]);

    // Gradients stay where they are computed, if no run that fails can leave them half overwritten.
    const risk = lastRisk(plan);
    const writes = plan.kernels.flatMap((kernel, i) => touched(kernel).writes.map((b) => [b, i] as const));
    const firstWrites = new Map(writes.reverse());
    const staying = new Set<Buffer>();
    this.#gradients = Array.from(program.gradients, ([leaf, gradient]) => {
      const target = targetOf(leaf);
      if (gradient === null) return { target, place: null };
      const view = viewOf(gradient);
      const own = place(view);
      const stays =
        typeof target !== "number" && !same.has(view.buffer) && (firstWrites.get(view.buffer) ?? -1) > risk;
      if (stays) staying.add(view.buffer);
      return { target, place: own, resident: stays ? new Resident(own) : null };
    });
    const firstChange = plan.kernels.findIndex((kernel) =>
      touched(kernel).writes.some((buffer) => same.has(buffer) || staying.has(buffer)),
    );
    this.#isUndone = assembly.shared.map((kernel) => firstChange >= 0 && kernel >= firstChange);

    const words = isShared ? new Int32Array(memory.buffer) : null;
    const waiting = words && new Waiting(words);
    const calls = work?.chunks.map((chunks) =>
      chunks.map((products) => work.library.bind(memory.buffer, products)),
    );
    const module = new engine.Module(assembly.bytes);
    const instance = new engine.Instance(module, {
      host: {
        memory,
        scratch: assembly.scratch[0],
        forward: (index: number) => forwards[index](),
        ...(calls && { library: (index: number, chunk: number) => calls[index][chunk]() }),
        ...(waiting && { wait: (done: number) => waiting.wait(done) }),
      },
      entry: Object.fromEntries(assembly.entries.map((f, i) => [String(i), f])),
    });
    const forwards = assembly.forwards.map((kernel) => forwardCall(kernel, place));
    this.#run = instance.exports.run as () => void;
    this.#shared = words &&
      waiting && {
        id: newProgramId(),
        module,
        memory,
        words,
        waiting,
        scratch: assembly.scratch,
        ...(work?.library.module && { help: { ...work.library.module, chunks: work.chunks } }),
      };
    for (const buffer of plan.buffers)
      if (buffer.source?.kind === "constant") flat(buffer).write(buffer.source.data);
    if (this.#shared !== null) garbage.register(this, this.#shared.id, this);
  }

  /** Whether it is in the middle of a call: an op's own forward has come back to it. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /**
   * Runs the program, then changes leaves and gradients: all of them, or none when it throws.
   * @throws Error when a worker has died, with the one exception to the rule: it says so when numbers are half updated.
   */
  run(values: readonly Value[]): unknown {
    this.#isRunning = true;
    try {
      return noGrad(() => this.#call(values));
    } catch (error) {
      throw error instanceof LostWorker ? this.#lost(error) : error;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Gives back the memory: what leaves have there moves to arrays of their own. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    garbage.unregister(this);
    for (const { target, resident } of this.#updates)
      if (typeof target !== "number" && storageOf(target) === resident) settle(target);
    for (const gradient of this.#gradients) {
      const held = typeof gradient.target === "number" ? null : gradientOf(gradient.target);
      if (held !== null && gradient.place !== null && storageOf(held) === gradient.resident) settle(held);
    }
    if (this.#shared !== null) dismiss(this.#shared.id);
  }

  #call(values: readonly Value[]): unknown {
    for (const input of this.#inputs) bring(input, values);
    this.#library?.prepare();
    if (this.#shared !== null) {
      summon(this.#shared);
      this.#shared.waiting.begin();
    }
    this.#run();
    const outputs = this.#outputs.map((place) => place.value());
    // All that is copied is, before anything moves.
    const updates = this.#updates.map(({ place, resident }) => resident ?? place.read());
    const gradients = this.#gradients.map((gradient) =>
      gradient.place === null ? null : (gradient.resident ?? gradient.place.value()),
    );
    for (const [from, to] of this.#moves) to.copy(from);
    for (let i = 0; i < updates.length; i++) {
      const { target, resident } = this.#updates[i];
      if (resident !== null) resident.mark = null;
      hold(typeof target === "number" ? values[target] : target, updates[i]);
    }
    for (let i = 0; i < gradients.length; i++) {
      const { target, place } = this.#gradients[i];
      const leaf = typeof target === "number" ? values[target] : target;
      const gradient = gradients[i];
      if (!(gradient instanceof Resident)) setGradient(leaf, gradient);
      else {
        gradient.mark = null;
        const before = gradientOf(leaf);
        if (before === null || storageOf(before) !== gradient)
          setGradient(leaf, makeValue((place as Place).shape, (place as Place).dtype, gradient));
      }
    }
    return this.#program.form(outputs);
  }

  /** What becomes of a program whose worker has died. */
  #lost({ kernel }: LostWorker): Error {
    closePool();
    this.close();
    const died = "A worker of @chainrule/wasm has died";
    return new Error(
      this.#isUndone[kernel]
        ? `${died} while it updated parameters or gradients: some have their new numbers and some the old ones. Load a checkpoint, and go on from there.`
        : `${died}. No parameter has changed: call the function again.`,
    );
  }
}

/** Workers drop programs that nobody can call any more. Their memory goes with the last leaf whose numbers lie there. */
const garbage = new FinalizationRegistry(dismiss);
