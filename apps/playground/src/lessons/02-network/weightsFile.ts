import type { StateDict } from "@chainrule/autograd";
import { type Architecture, buildNetwork } from "@chainrule/examples/digits/network.ts";
import {
  architectureOf,
  checksummed,
  damaged,
  metadataOf,
} from "@chainrule/examples/digits/weightsFormat.ts";
import { decodeSafetensors, encodeSafetensors } from "@chainrule/files";
// Not `crypto.subtle`, which browsers keep from pages that came over plain http.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** A trained reader of digits. */
export type Trained = { readonly architecture: Architecture; readonly state: StateDict };

/** The same file as `npm start` writes, for `npm run predict`. */
export function encodeWeights({ architecture, state }: Trained): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(state, { metadata: metadataOf(architecture, checksum(state)) });
}

/**
 * Reads such a file.
 * @throws Error whose message tells a learner what is wrong with it.
 */
export function decodeWeights(name: string, bytes: ArrayBuffer): Trained {
  try {
    const { tensors: state, metadata } = decodeSafetensors(bytes);
    if (metadata["format"] === undefined) throw new Error("it does not say which network its weights are of");
    const architecture = architectureOf(metadata);
    if (architecture.model !== "mlp")
      throw new Error(
        `its network is of the model "${architecture.model}", and this figure shows only "mlp"`,
      );
    if (metadata["sha256"] !== checksum(state)) throw new Error(damaged);
    // Fits, or says what does not.
    buildNetwork(architecture).loadStateDict(state);
    return { architecture, state };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, "");
    throw new Error(`${name} is no file of weights from "npm start": ${reason}.`, { cause: error });
  }
}

function checksum(state: StateDict): string {
  const hash = sha256.create();
  for (const part of checksummed(state)) hash.update(part);
  return bytesToHex(hash.digest());
}
