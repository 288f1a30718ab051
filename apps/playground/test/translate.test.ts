import { expect, it } from "vitest";
import { SyntaxFault, translate } from "../src/live/translate.ts";

it("types are taken out and every statement stays in its line", () => {
  const script = translate(
    'import { tensor, type Value } from "chainrule";\n\nfunction f(x: Value): Value {\n  return x;\n}\nf(tensor([1]));\n',
  );
  const lines = script.split("\n");
  expect(lines[0]).toContain("require('chainrule')");
  expect(lines[2]).toBe("function f(x) {");
  expect(lines[5]).toContain("f(");
});

it("a program that cannot be read is refused with the line of its fault", () => {
  expect(() => translate("const x = 1;\nconst y = ;\n")).toThrow(
    expect.objectContaining({ constructor: SyntaxFault, line: 2, message: "Unexpected token" }),
  );
});
