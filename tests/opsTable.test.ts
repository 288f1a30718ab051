import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { opsTable, target } from "../docs/opsTable.ts";

it("docs/ops.md says of every op what it does when it is called", () => {
  expect(
    readFileSync(target, "utf8"),
    "docs/ops.md is out of date. Run `npm run docs:ops` and look at the difference.",
  ).toBe(opsTable());
});
