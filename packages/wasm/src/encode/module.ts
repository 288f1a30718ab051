import { type Bytes, flatten, sized, text, unsigned, vector } from "./bytes.ts";
import { type Local, local, set } from "./code.ts";

/** The types of the virtual machine, as encoded. */
export const types = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type Type = keyof typeof types;

export interface Signature {
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
}

/** A memory in pages of 64 KiB; shared ones need a maximum. */
export interface MemoryLimits {
  readonly initial: number;
  readonly maximum: number;
  readonly isShared: boolean;
}

/**
 * A function in the making: locals are added while its code is written.
 */
export class FunctionBuilder {
  readonly signature: Signature;
  readonly #locals: Type[] = [];
  readonly #free = new Map<Type, Local[]>();
  readonly #constants = new Map<string, Local>();
  readonly #prologue: Bytes[] = [];

  constructor(signature: Signature) {
    this.signature = signature;
  }

  /** A new local variable, 0 at first unless it had another use before. */
  local(type: Type): Local {
    return this.#free.get(type)?.pop() ?? this.#added(type);
  }

  /** Several new ones. */
  locals(type: Type, count: number): Local[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  #added(type: Type): Local {
    return local(this.signature.parameters.length + this.#locals.push(type) - 1);
  }

  /** Gives a local back, for another use. */
  release(type: Type, local: Local): void {
    const list = this.#free.get(type) ?? [];
    this.#free.set(type, list);
    list.push(local);
  }

  /**
   * A local that holds a vector constant from the start of the function, one for all equal `key`s. Engines make a constant
   * anew wherever it is used, also in a loop: kept in a local, it is read from a register or the stack.
   */
  constant(key: string, code: () => Bytes): Local {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const place = this.#added("v128");
    this.#prologue.push(set(place, code()));
    this.#constants.set(key, place);
    return place;
  }

  /** The function with its code, encoded. */
  encode(code: Bytes): Bytes {
    // Runs of one type are declared together.
    const runs: [count: number, type: Type][] = [];
    for (const type of this.#locals) {
      const last = runs[runs.length - 1];
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    return sized([
      vector(runs.map(([count, type]) => [unsigned(count), types[type]])),
      [...this.#prologue],
      code,
      0x0b,
    ]);
  }
}

/** A module in the making: imported functions come first, so they are all added before the first own one. */
export class ModuleBuilder {
  readonly #types: Bytes[] = [];
  readonly #typeIndices = new Map<string, number>();
  readonly #imports: Bytes[] = [];
  readonly #functions: { type: number; body: Bytes }[] = [];
  readonly #exports: Bytes[] = [];
  readonly #table: number[] = [];
  readonly #names: Bytes[] = [];
  #importedFunctions = 0;
  #importedGlobals = 0;

  importMemory(module: string, name: string, { initial, maximum, isShared }: MemoryLimits): void {
    this.#imports.push([
      text(module),
      text(name),
      0x02,
      isShared ? 0x03 : 0x01,
      unsigned(initial),
      unsigned(maximum),
    ]);
  }

  /** The index of an imported function. */
  importFunction(module: string, name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error("Functions are imported before own ones are added.");
    this.#imports.push([text(module), text(name), 0x00, unsigned(this.typeOf(signature))]);
    return this.#importedFunctions++;
  }

  /** The index of an imported number that never changes. */
  importGlobal(module: string, name: string, type: Type): number {
    this.#imports.push([text(module), text(name), 0x03, types[type], 0x00]);
    return this.#importedGlobals++;
  }

  /** The place of a function in the table, for calls of one that is not known before. */
  tabulate(index: number): number {
    return this.#table.push(index) - 1;
  }

  /**
   * The index of an own function.
   * @param name what stack traces and profilers call it.
   */
  addFunction(builder: FunctionBuilder, code: Bytes, name?: string): number {
    this.#functions.push({ type: this.typeOf(builder.signature), body: builder.encode(code) });
    const index = this.#importedFunctions + this.#functions.length - 1;
    if (name !== undefined) this.#names.push([unsigned(index), text(name)]);
    return index;
  }

  exportFunction(name: string, index: number): void {
    this.#exports.push([text(name), 0x00, unsigned(index)]);
  }

  /** The module as WebAssembly takes it. */
  encode(): Uint8Array<ArrayBuffer> {
    const section = (id: number, items: readonly Bytes[]): Bytes =>
      items.length === 0 ? [] : [id, sized(vector(items))];
    const places = this.#table.length;
    return flatten([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, this.#types),
      section(2, this.#imports),
      section(
        3,
        this.#functions.map(({ type }) => unsigned(type)),
      ),
      section(4, places === 0 ? [] : [[0x70, 0x01, unsigned(places), unsigned(places)]]),
      section(7, this.#exports),
      section(9, places === 0 ? [] : [[0x00, 0x41, 0x00, 0x0b, vector(this.#table.map(unsigned))]]),
      section(
        10,
        this.#functions.map(({ body }) => body),
      ),
      // The section of names: its second part are those of functions.
      this.#names.length === 0 ? [] : [0x00, sized([text("name"), 0x01, sized(vector(this.#names))])],
    ]);
  }

  /** The index of a type of functions. */
  typeOf({ parameters, results }: Signature): number {
    const key = `${parameters.join()}>${results.join()}`;
    const known = this.#typeIndices.get(key);
    if (known !== undefined) return known;
    this.#types.push([
      0x60,
      vector(parameters.map((type) => [types[type]])),
      vector(results.map((type) => [types[type]])),
    ]);
    this.#typeIndices.set(key, this.#types.length - 1);
    return this.#types.length - 1;
  }
}
