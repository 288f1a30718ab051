import { isValue, loadState, noteSetting, type StateDict, saveState, Value } from "@chainrule/autograd";
import { moduleText } from "./moduleText.ts";

/**
 * A part of a network: it holds parameters and other modules, and computes something from inputs. What it holds is found in
 * its public properties, in arrays and plain objects too, to any depth:
 *
 * - a leaf Value that requires a gradient is a parameter,
 * - any other leaf Value is a buffer: saved, but not trained,
 * - a Value that an op computed is neither, nor is the state of a Generator.
 *
 * What can be reached in two ways, as a shared weight, counts once, under the path found first. A parameter is frozen by
 * `requiresGrad = false`: it then counts as a buffer, until that is true again, and keeps its path and its place in the
 * state dict.
 *
 * ```ts
 * class Residual extends Module {
 *   readonly inner = new Linear(8, 8);
 *   forward(x: Value): Value {
 *     return x.add(this.inner.forward(x).relu());
 *   }
 * }
 * new Residual().namedParameters(); // [["inner.weight", ...], ["inner.bias", ...]]
 * ```
 */
export abstract class Module {
  #training = true;

  /** Whether modules that behave differently while training, such as Dropout, do so. Set by `train()` and `eval()`. */
  get training(): boolean {
    return noteSetting(this as Module, "training", this.#training);
  }

  set training(training: boolean) {
    this.#training = training;
  }

  /** What the module computes; each module has its own inputs and output. */
  abstract forward(...inputs: never[]): unknown;

  /** What an optimizer changes: not what is frozen. */
  parameters(): Value[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** The parameters with their paths, such as `encoder.0.weight`. */
  namedParameters(): [path: string, parameter: Value][] {
    return leavesIn(this).filter(([, leaf]) => leaf.requiresGrad);
  }

  /** What is saved and not trained; frozen parameters too. */
  buffers(): Value[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }

  /** The buffers with their paths. */
  namedBuffers(): [path: string, buffer: Value][] {
    return leavesIn(this).filter(([, leaf]) => !leaf.requiresGrad);
  }

  /** This module and all inside it. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** This module, under the path "", and all inside it with their paths, such as `encoder.0`. */
  namedModules(): [path: string, module: Module][] {
    return partsOf(this).filter((entry): entry is [string, Module] => entry[1] instanceof Module);
  }

  /** Sets `training` here and in all modules inside. */
  train(): this {
    for (const module of this.modules()) module.training = true;
    return this;
  }

  /** Clears `training` here and in all modules inside: for evaluation and use. Gradients are a matter of `noGrad`. */
  eval(): this {
    for (const module of this.modules()) module.training = false;
    return this;
  }

  /** Forgets the gradients of all parameters, and those that frozen ones had before. */
  zeroGrad(): void {
    for (const [, leaf] of leavesIn(this)) leaf.grad = null;
  }

  /** A copy of the numbers in all parameters and buffers. Plain data: it survives `structuredClone`. */
  stateDict(): StateDict {
    return saveState(Object.fromEntries(leavesIn(this)));
  }

  /**
   * Assigns the numbers of a state dict to the parameters and buffers: to all, or, when anything does not fit, to none.
   * @throws Error that lists every missing, unexpected and misshaped entry.
   */
  loadStateDict(state: StateDict): void {
    loadState(this.constructor.name, Object.fromEntries(leavesIn(this)), state);
  }

  /** What it is made of, to be read: a line for each module, with the shapes of its Values and its settings. */
  toString(): string {
    return moduleText(this, (part): part is Module => part instanceof Module);
  }

  /** @internal How Node prints it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function leavesIn(module: Module): [path: string, leaf: Value][] {
  return partsOf(module).filter((entry): entry is [string, Value] => isLeaf(entry[1]));
}

/** All Modules and Values in `root`, itself included, each once and in the order of the properties. */
function partsOf(root: Module): [path: string, part: Module | Value][] {
  const parts: [path: string, part: Module | Value][] = [];
  const seen = new Set<unknown>();
  let isAmbiguous = false;
  // A stack of its own: nesting may be deeper than calls can be.
  const open: [path: string, part: unknown][] = [["", root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, part] = next;
    if (seen.has(part)) continue;
    seen.add(part);
    if (part instanceof Value || part instanceof Module) parts.push([path, part]);
    if (part instanceof Module || Array.isArray(part) || isRecord(part)) {
      // The last goes in first, so that the first comes out first.
      for (const [key, inner] of Object.entries(part).reverse()) {
        if (typeof inner !== "object" || inner === null) continue;
        isAmbiguous ||= key === "" || key.includes(".");
        open.push([path === "" ? key : `${path}.${key}`, inner]);
      }
    } else isValue(`${root.constructor.name}, at ${path},`, part); // throws on one of another copy of autograd
  }
  if (isAmbiguous) checkPaths(root, parts);
  return parts;
}

/** Throws when two leaves have one path: a state dict could hold only one of them. */
function checkPaths(root: Module, parts: readonly (readonly [path: string, part: Module | Value])[]): void {
  const paths = new Set<string>();
  for (const [path, part] of parts) {
    if (!isLeaf(part)) continue;
    if (paths.has(path)) {
      throw new Error(
        `${root.constructor.name} holds two Values under the path ${JSON.stringify(path)}. Rename the key that contains a dot or is empty.`,
      );
    }
    paths.add(path);
  }
}

function isLeaf(part: Module | Value): part is Value {
  return part instanceof Value && part.node === null;
}

/** A plain object, also one of another realm, whose Object.prototype is another one. */
function isRecord(x: unknown): x is object {
  if (typeof x !== "object" || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
