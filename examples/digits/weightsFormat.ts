// What stands in a file of weights beside the numbers: how to build the network that they belong to, and a checksum.
import type { StateDict } from "@chainrule/autograd";
import { type Architecture, models } from "./network.ts";

const format = "chainrule digits 1";

/** What goes with the weights of such a network. */
export function metadataOf({ model, hidden }: Architecture, sha256: string): Record<string, string> {
  return { format, model, hidden: hidden.join(","), sha256 };
}

/**
 * Which network the weights are of.
 * @throws Error that says why it cannot be told.
 */
export function architectureOf(metadata: Readonly<Record<string, string>>): Architecture {
  if (metadata["format"] !== format)
    throw new Error(`its format is "${metadata["format"]}" instead of "${format}"`);
  const model = models.find((name) => name === metadata["model"]);
  if (model === undefined) throw new Error(`its model is "${metadata["model"]}"`);
  return { model, hidden: metadata["hidden"].split(",").map(Number) };
}

/** What the checksum is of, one after the other: the name and the numbers of each tensor, in the order of the names. */
export function checksummed(state: StateDict): Uint8Array[] {
  return Object.keys(state)
    .toSorted()
    .flatMap((name) => {
      const { buffer, byteOffset, byteLength } = state[name].data;
      return [new TextEncoder().encode(name), new Uint8Array(buffer, byteOffset, byteLength)];
    });
}

/** Why a file is refused whose checksum is another. */
export const damaged = "its numbers do not match their checksum";
