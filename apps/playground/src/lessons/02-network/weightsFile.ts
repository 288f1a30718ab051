import type { StateDict } from "@chainrule/autograd";
import { type Architecture, buildNetwork } from "@chainrule/examples/digits/network.ts";
import {
  architectureOf,
  checksummed,
  damaged,
  metadataOf,
} from "@chainrule/examples/digits/weightsFormat.ts";
import { decodeSafetensors, encodeSafetensors } from "@chainrule/files";

/** A trained reader of digits. */
export type Trained = { readonly architecture: Architecture; readonly state: StateDict };

/** The same file as `npm start` writes, for `npm run predict`. */
export async function encodeWeights({ architecture, state }: Trained): Promise<Uint8Array<ArrayBuffer>> {
  return encodeSafetensors(state, { metadata: metadataOf(architecture, await sha256(state)) });
}

/**
 * Reads such a file.
 * @throws Error whose message tells a learner what is wrong with it.
 */
export async function decodeWeights(name: string, bytes: ArrayBuffer): Promise<Trained> {
  try {
    const { tensors: state, metadata } = decodeSafetensors(bytes);
    if (metadata["format"] === undefined) throw new Error("it does not say which network its weights are of");
    const architecture = architectureOf(metadata);
    if (architecture.model !== "mlp")
      throw new Error(
        `its network is of the model "${architecture.model}", and this figure shows only "mlp"`,
      );
    if (metadata["sha256"] !== (await sha256(state))) throw new Error(damaged);
    // Fits, or says what does not.
    buildNetwork(architecture).loadStateDict(state);
    return { architecture, state };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, "");
    throw new Error(`${name} is no file of weights from "npm start": ${reason}.`, { cause: error });
  }
}

async function sha256(state: StateDict): Promise<string> {
  const bytes = await new Blob(checksummed(state) as BlobPart[]).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
