// docs/ops.md, from the registry: `npm run docs:ops` writes it, and a test holds it against what it would write.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AnyOp, type OpName, registry } from "@chainrule/autograd";
import { type Facts, probe } from "./probe.ts";

const folder = new URL("../packages/autograd/src/ops/", import.meta.url);
export const target: URL = new URL("ops.md", import.meta.url);

const introduction = `# Every op

Written by \`npm run docs:ops\`: each op of the registry was called with its samples, and what happened stands here. That its
derivatives are right is another matter, for the tests: they hold each op against finite differences to second order, forward
mode against reverse mode, and vmap against a loop.

| column | says |
| --- | --- |
| gradient | "any": of any order (tried to the third). "0": defined, and 0 everywhere. "–": nothing has a gradient, as the result or the arguments are no floats |
| jvp | forward mode |
| vmap | "rule": one call for all examples. "composed": of ops that have rules. "loop": one call for each example. Else the op to use instead, because the shape of the result depends on numbers |
| floats, int32, bool | the dtype of the result for arguments of that dtype; "same" keeps float32 and float64. Several results are separated by commas, if they differ; "or" where other arguments decide. "throws": refused |

Only arguments that may be floats vary in the last columns: indices are int32, masks bool. Arguments of two dtypes are promoted
to one first, as in PyTorch.
`;

/** The text of docs/ops.md. */
export function opsTable(): string {
  const sections = [introduction];
  const seen = new Set<string>();
  for (const file of readdirSync(folder).sort()) {
    const source = readFileSync(new URL(file, folder), "utf8");
    const names = Array.from(source.matchAll(/^export const (\w+)/gm), ([, name]) => name).filter(isOp);
    if (names.length === 0) continue;
    const rows = names.map((name) => row(registry[name], descriptionOf(name, source)));
    for (const name of names) seen.add(name);
    sections.push(`## [${file.replace(".ts", "")}](../packages/autograd/src/ops/${file})

| op | what it does | gradient | jvp | vmap | floats | int32 | bool |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`);
  }
  const lost = Object.keys(registry).filter((name) => isOp(name) && !seen.has(name));
  if (lost.length > 0) throw new Error(`No file of ops/ exports ${lost.join(", ")}.`);
  return sections.join("\n");
}

const isOp = (name: string): name is OpName => typeof registry[name as OpName] === "function";

/** The first sentence of the docstring above the constant. */
function descriptionOf(name: string, source: string): string {
  const [, comment] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export const ${name}\\b`).exec(source) ?? [];
  if (comment === undefined) throw new Error(`${name} has no description above it.`);
  const text = comment
    .replaceAll(/\n\s*\*/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\{@link ([\w.]+)\}/g, "`$1`")
    .trim();
  const [sentence] = text.split(/(?<=\.) (?=[A-Z])|(?<=\.)$/);
  return sentence.replace(/\.$/, "").replaceAll("|", "\\|");
}

function row(op: AnyOp, description: string): string {
  const facts = probe(op);
  const cells = [
    `\`${op.name}\``,
    description,
    gradientCell(facts),
    facts.hasJvp === null ? "–" : facts.hasJvp ? "yes" : "no",
    facts.dynamicShape === undefined ? facts.vmap : `no: ${facts.dynamicShape}`,
    floatsCell(facts.dtypes),
    dtypesCell(facts.dtypes.int32),
    dtypesCell(facts.dtypes.bool),
  ];
  return `| ${cells.join(" | ")} |`;
}

function gradientCell({ orders, isFlat }: Facts): string {
  if (orders === null) return "–";
  if (orders < 3) return orders === 0 ? "no" : `order ${orders}`;
  return isFlat ? "0" : "any";
}

function floatsCell({ float32, float64 }: Facts["dtypes"]): string {
  const isKept = (i: number, j: number): boolean =>
    float32[i][j] === "float32" && float64[i]?.[j] === "float64";
  return dtypesCell(float32.map((outputs, i) => outputs.map((dtype, j) => (isKept(i, j) ? "same" : dtype))));
}

/** What the samples gave, each once; the outputs of a call as one when they are alike. */
function dtypesCell(perSample: readonly (readonly string[])[]): string {
  const cells = perSample.map((outputs) => (new Set(outputs).size === 1 ? outputs[0] : outputs.join(", ")));
  return [...new Set(cells)].join(" or ") || "throws";
}

if (import.meta.main) {
  writeFileSync(target, opsTable());
  console.log("Wrote docs/ops.md.");
}
