import { noteHookChange } from "@chainrule/autograd";
import type { Module } from "./module.ts";

/** Sees what a module was given and what it gave. What it returns, unless undefined, is given instead. */
export type ForwardHook<M extends Module> = (
  module: M,
  inputs: Parameters<M["forward"]>,
  output: ReturnType<M["forward"]>,
) => ReturnType<M["forward"]> | undefined | void;

/** The hooks of each module that has had any, in the order of their registration. */
const hooksOf = new WeakMap<Module, Set<{ readonly hook: ForwardHook<Module> }>>();

/**
 * Calls `hook` after every forward of this module, wherever that is called: to look at, record or replace its output.
 * @returns a function that ends it.
 */
export function registerForwardHook<M extends Module>(module: M, hook: ForwardHook<M>): () => void {
  const hooks = hooksOf.get(module) ?? install(module);
  const entry = { hook: hook as unknown as ForwardHook<Module> };
  hooks.add(entry);
  noteHookChange();
  return () => {
    if (hooks.delete(entry)) noteHookChange();
  };
}

/** Puts a forward that calls hooks before the module's own. */
function install(module: Module): Set<{ readonly hook: ForwardHook<Module> }> {
  const hooks = new Set<{ readonly hook: ForwardHook<Module> }>();
  hooksOf.set(module, hooks);
  const forward = module.forward.bind(module);
  const hooked = (...inputs: never[]): unknown => {
    let output = forward(...inputs);
    for (const { hook } of hooks) output = hook(module, inputs, output) ?? output;
    return output;
  };
  // Not enumerable: neither printed nor compared with what the module holds.
  Object.defineProperty(module, "forward", { value: hooked, configurable: true, writable: true });
  return hooks;
}
