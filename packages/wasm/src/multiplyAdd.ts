import { drop, f32x4, relaxed } from "./encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "./encode/module.ts";
import type { Engine } from "./webAssembly.ts";

let found: boolean | undefined;

/** Whether the engine has relaxed SIMD's multiply-add: whether it takes a module that uses it. */
export function hasMultiplyAdd(engine: Engine): boolean {
  if (found !== undefined) return found;
  const module = new ModuleBuilder();
  const zeros = f32x4.splat(0);
  module.addFunction(
    new FunctionBuilder({ parameters: [], results: [] }),
    drop(relaxed.f32x4Madd(zeros, zeros, zeros)),
  );
  found = engine.validate(module.encode());
  return found;
}
