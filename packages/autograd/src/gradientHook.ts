import { noteHookChange } from "./capture.ts";
import { describe } from "./describe.ts";
import { fits } from "./rules.ts";
import type { Value } from "./value.ts";

/** Sees the gradient of a Value, and may return another in its place. */
export type GradientHook = (gradient: Value) => Value | void;

const hooks = new WeakMap<Value, Set<GradientHook>>();
let areUsed = false;

/**
 * Calls `hook` with the gradient of x each time that a backward pass has it complete: for a parameter before it is added to
 * `.grad`, for an inner Value before it flows on. What the hook returns flows instead. Inside `vmap` it is called once for all
 * examples.
 * @returns a function that removes the hook.
 */
export function registerHook(x: Value, hook: GradientHook): () => void {
  if (typeof hook !== "function")
    throw new TypeError(`registerHook needs a function, got ${describe(hook)}.`);
  if (!x.requiresGrad) {
    throw new Error(
      `registerHook: no gradient flows to ${describe(x)}. Create it with { requiresGrad: true }, or compute it from such a Value.`,
    );
  }
  const entry: GradientHook = (gradient) => hook(gradient); // of its own, so that one function can be registered twice
  const list = hooks.get(x) ?? new Set();
  hooks.set(x, list.add(entry));
  areUsed = true;
  // Only leaves are met by functions that are called again.
  if (x.node === null) noteHookChange();
  return () => {
    if (list.delete(entry) && x.node === null) noteHookChange();
  };
}

/** @internal What the hooks of x make of its gradient. */
export function throughHooks(x: Value, gradient: Value): Value {
  if (!areUsed) return gradient;
  let result = gradient;
  for (const hook of hooks.get(x) ?? []) {
    const returned: unknown = hook(result);
    if (returned === undefined) continue;
    if (!fits(returned, x))
      throw new TypeError(
        `A hook on ${describe(x)} must return a gradient like it, or nothing; got ${describe(returned)}.`,
      );
    result = returned;
  }
  return result;
}

/** @internal Whether x has hooks. */
export const hasHooks = (x: Value): boolean => areUsed && (hooks.get(x)?.size ?? 0) > 0;
