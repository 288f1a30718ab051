import { readdirSync } from "node:fs";

export interface MutatedFile {
  readonly url: string;
  readonly name: string;
  /** Functions outside of definitions that make up rules. */
  readonly shared?: readonly string[];
}

const source = new URL("../../packages/autograd/src/", import.meta.url);

/** Functions that the rules of several files call. */
const shared: Readonly<Record<string, readonly string[]>> = {
  "elementwise.ts": ["scaled"],
  "ops/reducing.ts": ["spread", "rootOrZero"],
  "ops/batching.ts": ["later", "together", "merged", "apart"],
};

/** The files with derivative and batch rules. */
export function mutatedFiles(): MutatedFile[] {
  const ops = readdirSync(new URL("ops/", source))
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => `ops/${name}`);
  return [...ops.sort(), "elementwise.ts"].map((name) => ({
    url: new URL(name, source).href,
    name,
    ...(Object.hasOwn(shared, name) && { shared: shared[name] }),
  }));
}
