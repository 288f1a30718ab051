export {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Parts,
  restoreCheckpoint,
  type Stateful,
} from "./checkpoint.ts";
export type { CheckpointData } from "./checkpointData.ts";
export { InvalidFileError } from "./invalidFileError.ts";
export { decodeNpy, encodeNpy } from "./npy.ts";
export { decodeNpz, encodeNpz, type NpzOptions } from "./npz.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type SafetensorsOptions,
} from "./safetensors.ts";
