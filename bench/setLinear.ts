import { tensor, zerosLike } from "@chainrule/autograd";
import type { Linear } from "@chainrule/nn";

/** Gives a layer its weight, as [inFeatures, outFeatures], and a bias of zeros. */
export function setLinear(layer: Linear, entries: Float32Array): Linear {
  const [outFeatures, inFeatures] = layer.weight.shape;
  layer.weight.assign(tensor(entries, { shape: [inFeatures, outFeatures] }).transpose());
  layer.bias?.assign(zerosLike(layer.bias));
  return layer;
}
