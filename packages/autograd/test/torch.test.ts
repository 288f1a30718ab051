import { describe, it } from "vitest";
import { checkTorchCase, torchCases } from "./torchCases.ts";

describe("Values and gradients are those of PyTorch", () => {
  it.each(torchCases.map((testCase) => [`${testCase.op}: ${testCase.name}`, testCase] as const))(
    "%s",
    (_name, testCase) => checkTorchCase(testCase),
  );
});
