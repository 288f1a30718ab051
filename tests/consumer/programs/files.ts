// Tensors to bytes and back, and a checkpoint on disk, for someone who installed @chainrule/files and its peer.
import { Generator, tensor } from "@chainrule/autograd";
import {
  decodeNpy,
  decodeNpz,
  decodeSafetensors,
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type Safetensors,
} from "@chainrule/files";
import { loadCheckpoint, saveCheckpoint } from "@chainrule/files/node";

const { tensors }: Safetensors = decodeSafetensors(encodeSafetensors({ x: tensor([1, 2, 3]) }));
const found = JSON.stringify(Array.from(tensors["x"]?.data ?? []));
if (found !== "[1,2,3]") throw new Error(`[1, 2, 3] came back as ${found}`);
if (decodeNpy(encodeNpy(tensor([[1], [2]]))).shape.join() !== "2,1") throw new Error("npy lost a shape");
if (decodeNpz(encodeNpz({ y: tensor([4, 5]) }))["y"]?.size !== 2) throw new Error("npz lost a number");

const path = "checkpoint.safetensors";
const generator = new Generator(1);
generator.uniform([3]);
saveCheckpoint(path, { generator }, { epoch: 2 });
const other = new Generator(2);
const { epoch } = loadCheckpoint(path, { generator: other });
if (epoch !== 2) throw new Error(`epoch 2 came back as ${JSON.stringify(epoch)}`);
if (other.uniform([]).item() !== generator.uniform([]).item()) throw new Error("the generator did not go on");
