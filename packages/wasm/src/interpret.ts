import { noGrad, Value } from "@chainrule/autograd";
import type { Program, Source } from "@chainrule/autograd/engine";

/** Runs a program call by call, each op by its own forward; then, and not before, changes leaves and gradients. */
export function interpret(program: Program, values: readonly Value[]): unknown {
  return noGrad(() => {
    const computed = new Map<Value, Value>();
    const fetch = (source: Source): Value => {
      if (source.kind === "argument") return values[source.index];
      return source.kind === "leaf" ? source.leaf : (source.leaf.grad as Value);
    };
    const read = (value: Value, at: number): Value => {
      const found = program.resolve(value, at);
      return found instanceof Value ? (computed.get(found) as Value) : fetch(found);
    };
    for (const { id, op, args, outputs } of program.calls) {
      const replaced = args.map((arg) =>
        arg instanceof Value
          ? read(arg, id)
          : Array.isArray(arg) && arg[0] instanceof Value
            ? arg.map((part: Value) => read(part, id))
            : arg,
      );
      const result = (op as (...args: unknown[]) => Value | readonly Value[])(...replaced);
      for (const [i, output] of outputs.entries()) computed.set(output, [result].flat()[i]);
    }
    const end = Number.POSITIVE_INFINITY;
    const results = program.outputs.map((output) => read(output, end).detach());
    const assigned = Array.from(program.assigned, ([leaf, source]) => [leaf, read(source, end)] as const);
    const gradients = Array.from(
      program.gradients,
      ([leaf, source]) => [leaf, source && read(source, end)] as const,
    );
    for (const [leaf, value] of assigned) target(leaf).assign(value);
    for (const [leaf, gradient] of gradients) target(leaf).grad = gradient;
    return program.form(results);

    function target(leaf: Value): Value {
      const found = program.resolve(leaf, 0);
      return found instanceof Value ? found : fetch(found);
    }
  });
}
