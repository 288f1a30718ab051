// Runs the small example whose name begins so: `npm run example -- 01`. Without a name, lists them all.
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../examples/", import.meta.url);
const files = readdirSync(folder)
  .filter((name) => /^\d\d-.*\.ts$/.test(name))
  .sort();

/** What an example is about: the first sentence of the comment it begins with. */
function subject(file: string): string {
  const [comment] = readFileSync(new URL(file, folder), "utf8").match(/^(\/\/ .*\n)+/) ?? [""];
  const [sentence] = comment.replaceAll(/^\/\/ |\n$/gm, "").split(/(?<=\.)\s/);
  return sentence.replaceAll("\n", " ");
}

// npm takes the "--" before the name away, pnpm passes it on.
const [name, ...more] = process.argv.slice(process.argv[2] === "--" ? 3 : 2);
const found = files.filter((file) => name !== undefined && file.startsWith(name));

if (name === undefined) {
  const width = Math.max(...files.map((file) => file.length));
  for (const file of files) console.log(`${file.padEnd(width)}  ${subject(file)}`);
  console.log("\nnpm run example -- 01 runs the first. The digits, the main job, run with npm start.");
} else if (found.length === 1 && more.length === 0) {
  await import(new URL(found[0], folder).href);
} else {
  const reason =
    more.length > 0
      ? "One example at a time, please"
      : `${found.length === 0 ? "No example's name begins" : `The names of ${found.length} examples begin`} with "${name}"`;
  console.error(`${reason}. npm run example lists them.`);
  process.exitCode = 1;
}
