import { checkValue, noGrad, type Value, zeros } from "@chainrule/autograd";
import { checkIndices } from "./checkIndices.ts";
import { Module } from "./module.ts";
import { type InitializerOptions, normalParameter } from "./parameter.ts";
import { checkExtents } from "./shape.ts";

/** Options of {@link Embedding}. */
export interface EmbeddingOptions extends InitializerOptions {
  /** An index whose vector starts as zeros and is not trained; a negative one counts from the end. */
  readonly paddingIdx?: number;
}

/** A table of vectors, looked up by int32 indices: [...] → [..., embeddingDim]. Starts with normally distributed numbers. */
export class Embedding extends Module {
  /** [numEmbeddings, embeddingDim] */
  readonly weight: Value;
  /** The index whose vector is not trained, counted from 0; null for none. */
  readonly paddingIdx: number | null;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    checkExtents("Embedding", { numEmbeddings, embeddingDim });
    const { paddingIdx } = options;
    this.weight = normalParameter([numEmbeddings, embeddingDim], 1, options);
    this.paddingIdx = null;
    if (paddingIdx === undefined) return;
    if (!Number.isInteger(paddingIdx) || paddingIdx < -numEmbeddings || paddingIdx >= numEmbeddings) {
      throw new RangeError(
        `Embedding: paddingIdx is an integer from ${-numEmbeddings} to ${numEmbeddings - 1}, got ${String(paddingIdx)}.`,
      );
    }
    const row = paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.paddingIdx = row;
    const { weight } = this;
    const nothing = zeros([1, embeddingDim], { dtype: weight.dtype });
    weight.assign(noGrad(() => weight.sliceScatter(nothing, row, row + 1)));
  }

  /**
   * The vectors of int32 `indices`: [...] → [..., embeddingDim].
   * @throws TypeError for indices of another dtype; RangeError for those that are not in the table.
   */
  forward(indices: Value): Value {
    if (checkValue("Embedding", indices).dtype !== "int32") {
      throw new TypeError(
        `Embedding needs int32 indices, got ${indices.dtype}. Create them with { dtype: "int32" } or convert with to("int32").`,
      );
    }
    const vectors = this.weight.take(checkIndices(indices, this.weight.shape[0], "Embedding:"), 0);
    if (this.paddingIdx === null) return vectors;
    return vectors.where(indices.ne(this.paddingIdx).unsqueeze(-1), vectors.detach());
  }
}
