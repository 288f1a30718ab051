import { detach } from "../ops/conversion.ts";
import { mapTree } from "../tree.ts";

/** The same numbers, past which no derivative flows: `detach()` for a Value, or for each Value of an array or record. */
export function stopGradient<T>(tree: T): T {
  return mapTree("stopGradient", tree, detach);
}
