import type { ExamplesTrace } from "./trace.ts";
import { Value } from "./value.ts";

/** A Value of the trace, without numbers, that stands for each of those along the leading axis of `examples`. */
export function standInFor(examples: Value, trace: ExamplesTrace): Value {
  const standIn = new Value(examples.shape.slice(1), examples.dtype, trace);
  standIn.tracked = examples.tracked;
  return trace.bind(standIn, examples);
}
