// The trained network in one file, in the safetensors format, which other tools read, too.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { StateDict } from "@chainrule/autograd";
import { decodeSafetensors } from "@chainrule/files";
import { saveSafetensors } from "@chainrule/files/node";
import type { Sequential } from "@chainrule/nn";
import { type Architecture, buildNetwork, models } from "./network.ts";
import { UserError } from "./userError.ts";

/** The name of the file in the output folder. */
export const weightsFile = "weights.safetensors";

const format = "chainrule digits 1";

/** Writes the network's weights to a file, with what is needed to build the network, and a checksum to notice damage. */
export function saveWeights(path: string, network: Sequential, { model, hidden }: Architecture): void {
  const state = network.stateDict();
  saveSafetensors(path, state, {
    metadata: { format, model, hidden: hidden.join(","), sha256: sha256(state) },
  });
}

/**
 * Reads a trained network.
 * @throws UserError when there is no such file or anything in it is not as it was written.
 */
export function loadNetwork(path: string): Sequential {
  const bytes = readBytes(path);
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    if (metadata["format"] !== format)
      throw new Error(`its format is "${metadata["format"]}" instead of "${format}"`);
    if (metadata["sha256"] !== sha256(tensors)) throw new Error("its numbers do not match their checksum");
    const model = models.find((name) => name === metadata["model"]);
    if (model === undefined) throw new Error(`its model is "${metadata["model"]}"`);
    const network = buildNetwork({ model, hidden: metadata["hidden"].split(",").map(Number) });
    network.loadStateDict(tensors);
    return network.eval();
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, "");
    throw new UserError(
      `${path} is damaged, or no file of weights: ${reason}. Run "npm start" to train anew.`,
    );
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      throw new UserError(`There is no trained network at ${path}. Run "npm start" first.`);
    throw new UserError(`Cannot read ${path} (${code}).`);
  }
}

function sha256(state: StateDict): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(state).toSorted()) hash.update(name).update(state[name].data);
  return hash.digest("hex");
}
