import { Module } from "./module.ts";

/**
 * Modules by number: `list[0]`, `list.length`, `for (const module of list)`. Its paths are those of PyTorch, `heads.0.weight`
 * for the first module of a list called heads; an array of modules has the same. A list has no forward of its own.
 */
export class ModuleList<M extends Module = Module> extends Module implements Iterable<M> {
  readonly [index: number]: M;
  #length = 0;

  constructor(modules: Iterable<M> = []) {
    super();
    this.append(...modules);
  }

  /** How many modules it holds. */
  get length(): number {
    return this.#length;
  }

  /** Adds modules at the end. */
  append(...modules: M[]): this {
    for (const module of modules) Object.assign(this, { [this.#length++]: module });
    return this;
  }

  [Symbol.iterator](): IterableIterator<M> {
    return Array.prototype.values.call(this) as IterableIterator<M>;
  }

  /** @throws Error always: the module that holds the list says in which order its modules run. */
  forward(): never {
    throw new Error("A ModuleList has no forward. Call its modules one by one, or use Sequential.");
  }
}
