// Runs the example whose name begins so: `npm run example -- 01`. Without a name, lists them all.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const folder = new URL("../examples/", import.meta.url);
const entries = readdirSync(folder).sort();
const files = entries.filter((name) => /^\d\d-.*\.ts$/.test(name));
/** The larger ones have a folder each. */
const folders = entries.filter((name) => existsSync(new URL(`${name}/main.ts`, folder)));

/** Where the program of an example is. */
const programOf = (name: string): URL => new URL(files.includes(name) ? name : `${name}/main.ts`, folder);

/** What an example is about: the first sentence of the comment it begins with. */
function subject(name: string): string {
  const [comment] = readFileSync(programOf(name), "utf8").match(/^(\/\/ .*\n)+/) ?? [""];
  const [sentence] = comment.replaceAll(/^\/\/ |\n$/gm, "").split(/(?<=\.)\s/);
  return sentence.replaceAll("\n", " ");
}

// npm takes the "--" before the name away, pnpm passes it on.
const [name, ...more] = process.argv.slice(process.argv[2] === "--" ? 3 : 2);
const names = [...files, ...folders];
const found = names.filter((known) => name !== undefined && known.startsWith(name));

if (name === undefined) {
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) console.log(`${name.padEnd(width)}  ${subject(name)}`);
  console.log("\nnpm run example -- 01 runs the first. The digits, the main job, run with npm start.");
} else if (found.length === 1 && (more.length === 0 || folders.includes(found[0]))) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...more); // flags are for the larger ones, which read them from there
  await import(programOf(found[0]).href);
} else {
  const reason =
    found.length === 1
      ? "One example at a time, please"
      : `${found.length === 0 ? "No example's name begins" : `The names of ${found.length} examples begin`} with "${name}"`;
  console.error(`${reason}. npm run example lists them.`);
  process.exitCode = 1;
}
