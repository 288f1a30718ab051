import { Generator, type StateDict, value } from "@chainrule/autograd";
import { Linear } from "@chainrule/nn";
import { expectTypeOf, it } from "vitest";
import { type CheckpointData, decodeCheckpoint, encodeCheckpoint, restoreCheckpoint } from "../src/index.ts";

const bytes = new Uint8Array(0);

it("parts are what has a state dict", () => {
  encodeCheckpoint({ model: new Linear(1, 1), generator: new Generator(1) }, { epoch: 1, best: value(2) });
  // @ts-expect-error a number is data, not a part
  encodeCheckpoint({ epoch: 1 });
  // @ts-expect-error and so is a Value
  restoreCheckpoint(bytes, { x: value(1) });
});

it("what comes back are state dicts and plain data", () => {
  expectTypeOf(restoreCheckpoint(bytes, {})["epoch"]).toEqualTypeOf<CheckpointData>();
  expectTypeOf(decodeCheckpoint(bytes).states["model"]).toEqualTypeOf<StateDict>();
});
