// The trained network in one file, in the safetensors format, which other tools read, too.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { StateDict } from "@chainrule/autograd";
import { decodeSafetensors } from "@chainrule/files";
import { saveSafetensors } from "@chainrule/files/node";
import type { Sequential } from "@chainrule/nn";
import { type Architecture, buildNetwork } from "./network.ts";
import { UserError } from "./userError.ts";
import { architectureOf, checksummed, damaged, metadataOf } from "./weightsFormat.ts";

/** The name of the file in the output folder. */
export const weightsFile = "weights.safetensors";

/** Writes the network's weights to a file, with what is needed to build the network, and a checksum to notice damage. */
export function saveWeights(path: string, network: Sequential, architecture: Architecture): void {
  const state = network.stateDict();
  saveSafetensors(path, state, {
    metadata: metadataOf(architecture, sha256(state)),
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
    const architecture = architectureOf(metadata);
    if (metadata["sha256"] !== sha256(tensors)) throw new Error(damaged);
    const network = buildNetwork(architecture);
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
  for (const bytes of checksummed(state)) hash.update(bytes);
  return hash.digest("hex");
}
