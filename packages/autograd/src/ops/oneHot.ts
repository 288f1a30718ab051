import { checkInteger } from "../arguments.ts";
import { allocate } from "../dtype.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { Value } from "../value.ts";
import { checkIndices } from "./indices.ts";

const encode: Op<[indices: Value, classes: number]> = defineOp(
  "oneHot",
  (indices: Value, classes: number) => {
    const places = indices.array();
    const output = allocate("int32", places.length * classes);
    for (let i = 0; i < places.length; i++) {
      if (places[i] < 0 || places[i] >= classes) {
        throw new RangeError(
          `oneHot: index ${places[i]} is no class: ${classes} classes count from 0 to ${classes - 1}.`,
        );
      }
      output[i * classes + places[i]] = 1;
    }
    return new Value([...indices.shape, classes], "int32", output);
  },
  {
    shape: (indices, classes) => [...indices.shape, classes],
    operations: 0,
    vjp: [null],
    jvp: [null],
    batch: (_size, _isBatched, indices, classes) => encode(indices, classes),
  },
);

/** For each of the int32 `indices` a row of 0 with 1 at that place: int32 of shape [...indices, classes]. */
export const oneHot: Op<[indices: Value, classes: number]> = withSignature(
  encode,
  (indices: Value, classes: number): Value => {
    checkIndices("oneHot", indices);
    checkInteger("oneHot", "the number of classes", classes, 1);
    return encode(indices, classes);
  },
);
