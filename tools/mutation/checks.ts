import { readFileSync } from "node:fs";
import { type OpName, registry } from "../../packages/autograd/src/index.ts";
import { checkOp } from "../../packages/autograd/src/testing/index.ts";
import { checkTorchCase, torchCases } from "../../packages/autograd/test/torchCases.ts";
import type { Mutant } from "./instrument.ts";

export interface Check {
  readonly name: string;
  readonly run: () => void;
}

/** The tests of one op: its samples, and PyTorch's numbers for it. */
function checksOfOp(name: OpName): Check[] {
  const samples: Check = {
    name: `checkOp(${name})`,
    run: () => checkOp(registry[name] as never),
  };
  const cases = torchCases
    .filter(({ op }) => op === name)
    .map((testCase) => ({ name: `PyTorch's ${testCase.name}`, run: () => checkTorchCase(testCase) }));
  return name === "detach" ? cases : [samples, ...cases];
}

const all = new Map((Object.keys(registry) as OpName[]).map((name) => [name, checksOfOp(name)]));

/** The tests of the op that a mutant is in, of the other ops of that file, and of all others. */
export function* checksOf({ op, file }: Mutant): Iterable<Check> {
  const source = readFileSync(new URL(`../../packages/autograd/src/${file}`, import.meta.url), "utf8");
  const isNear = (name: OpName): boolean => source.includes(`export const ${name}:`);
  const names = [...all.keys()];
  const rank = (name: OpName): number => (name === op ? 0 : isNear(name) ? 1 : 2);
  names.sort((a, b) => rank(a) - rank(b));
  for (const name of names) yield* all.get(name) ?? [];
}
