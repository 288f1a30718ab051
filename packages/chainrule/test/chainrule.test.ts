import * as autograd from "@chainrule/autograd";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";
import * as wasm from "@chainrule/wasm";
import * as chainrule from "chainrule";
import { toSvg } from "chainrule/draw";
import { decodeNpy } from "chainrule/files";
import { saveCheckpoint } from "chainrule/files/node";
import { checkOp } from "chainrule/testing";
import { expect, it } from "vitest";

it("has all that its parts have, and nothing else", () => {
  const parts = { ...autograd, ...nn, ...optim, ...wasm };
  expect({ ...chainrule }).toEqual(parts);
  // Of a name that two of them had, there would be neither.
  const names = [autograd, nn, optim, wasm].flatMap((part) => Object.keys(part));
  expect(names.length).toBe(Object.keys(parts).length);
});

it("has the other packages on subpaths", () => {
  for (const f of [toSvg, decodeNpy, saveCheckpoint, checkOp]) expect(f).toBeTypeOf("function");
});
