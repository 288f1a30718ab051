// The trained network in one file, in the safetensors format (https://github.com/huggingface/safetensors): the length of
// the header as a little-endian 64-bit number, the header as JSON, then the numbers of all tensors, one after another.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { StateDict } from "@chainrule/autograd";
import type { Sequential } from "@chainrule/nn";
import { type Architecture, buildNetwork, models } from "./network.ts";
import { UserError } from "./userError.ts";
import { writeAtomically } from "./writeAtomically.ts";

/** The name of the file in the output folder. */
export const weightsFile = "weights.safetensors";

const format = "chainrule digits 1";

/** How the format calls our dtypes, as far as networks have them. */
const dtypes = { float32: "F32", int32: "I32" } as const;

interface Tensor {
  readonly dtype: (typeof dtypes)[keyof typeof dtypes];
  readonly shape: readonly number[];
  /** From which byte of the numbers to which. */
  readonly data_offsets: readonly [start: number, end: number];
}

interface Metadata {
  readonly format: string;
  /** The kind of network. */
  readonly model: string;
  /** The widths of the hidden layers, such as "128,64". */
  readonly hidden: string;
  /** Of all numbers, so that a damaged file is noticed. */
  readonly sha256: string;
}

/** Writes the network's weights to a file. */
export function saveWeights(path: string, network: Sequential, { model, hidden }: Architecture): void {
  const entries = Object.entries(network.stateDict());
  const chunks = entries.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const numbers = Buffer.concat(chunks);
  let end = 0;
  const tensors = entries.map(([name, { dtype, shape, data }]): [string, Tensor] => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: dtypes[dtype as keyof typeof dtypes], shape, data_offsets: [start, end] }];
  });
  const metadata: Metadata = { format, model, hidden: hidden.join(","), sha256: sha256(numbers) };
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(tensors) });
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeAtomically(path, Buffer.concat([length, header, numbers]));
}

/**
 * Reads a trained network.
 * @throws UserError when there is no such file or anything in it is not as it was written.
 */
export function loadNetwork(path: string): Sequential {
  const bytes = readBytes(path);
  try {
    const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
    const numbers = bytes.subarray(headerEnd);
    const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString("utf8", 8, headerEnd)) as Record<
      string,
      Tensor
    > & { __metadata__: Metadata };
    if (metadata.format !== format)
      throw new Error(`its format is "${metadata.format}" instead of "${format}"`);
    if (metadata.sha256 !== sha256(numbers)) throw new Error("its numbers do not match their checksum");
    const model = models.find((name) => name === metadata.model);
    if (model === undefined) throw new Error(`its model is "${metadata.model}"`);
    const network = buildNetwork({ model, hidden: metadata.hidden.split(",").map(Number) });
    network.loadStateDict(stateFrom(tensors, numbers));
    return network.eval();
  } catch (error) {
    const reason =
      (error as Error).constructor === Error
        ? (error as Error).message.replace(/\.$/, "")
        : "its header cannot be read";
    throw new UserError(
      `${path} is damaged, or no file of weights: ${reason}. Run "npm start" to train anew.`,
    );
  }
}

function stateFrom(tensors: Record<string, Tensor>, numbers: Buffer): StateDict {
  const entries = Object.entries(tensors).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [start, end],
      },
    ]) => {
      // Copied, because such an array can only start at a multiple of four bytes.
      const { buffer } = Uint8Array.from(numbers.subarray(start, end));
      return dtype === "I32"
        ? ([name, { dtype: "int32", shape, data: new Int32Array(buffer) }] as const)
        : ([name, { dtype: "float32", shape, data: new Float32Array(buffer) }] as const);
    },
  );
  return Object.fromEntries(entries);
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

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
