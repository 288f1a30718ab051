import { noGrad, type Value } from "@chainrule/autograd";
import { readValues } from "./readValues.ts";

/**
 * Limits each entry of the gradients of the parameters to [−clipValue, clipValue]. Each `.grad` becomes a new Value. Call it
 * between `backward()` and `step()`. A single parameter needs no list.
 */
export function clipGradValue(parameters: Value | Iterable<Value>, clipValue: number): void {
  if (!(clipValue >= 0))
    throw new RangeError(`clipGradValue needs a clipValue of at least 0, got ${String(clipValue)}.`);
  for (const parameter of readValues("clipGradValue", parameters)) {
    const { grad } = parameter;
    if (grad !== null) parameter.grad = noGrad(() => grad.clamp(-clipValue, clipValue));
  }
}
