// Mutation testing of the derivative and batch rules: `npm run mutate`, or `npm run mutate -- softmax` for one file.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Mutant } from "./instrument.ts";
import { survivors as known, type Survivor } from "./survivors.ts";

const patience = 60_000;
const wanted = process.argv.slice(2).filter((argument) => argument !== "--");
const start = (ids: readonly number[] | null): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { workerData: { ids } });

const mutants = await new Promise<Mutant[]>((resolve, reject) => {
  start(null).once("message", resolve).once("error", reject);
});
const chosen = mutants.filter(
  ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);
const killedBy = new Map<number, string | null>();

/** Tries mutants in a worker; one that takes too long is killed by that, and another worker goes on behind it. */
async function tryAll(ids: readonly number[]): Promise<void> {
  let rest = ids;
  while (rest.length > 0) {
    const worker = start(rest);
    let current = rest[0];
    await new Promise<void>((resolve, reject) => {
      const stop = (why: string): void => {
        killedBy.set(current, why);
        void worker.terminate().then(() => resolve());
      };
      let timer = setTimeout(stop, patience, "it does not end");
      worker.on("message", ({ id, killedBy: killer }: { id: number; killedBy?: string | null }) => {
        clearTimeout(timer);
        timer = setTimeout(stop, patience, "it does not end");
        current = id;
        if (killer === undefined) return;
        killedBy.set(id, killer);
        if (killedBy.size % 100 === 0) console.log(`${killedBy.size} of ${chosen.length} …`);
        if (id === rest[rest.length - 1]) {
          clearTimeout(timer);
          resolve();
        }
      });
      worker.once("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        if (error.code === "ERR_WORKER_OUT_OF_MEMORY") stop("it takes all memory");
        else reject(error);
      });
    });
    rest = rest.filter((id) => !killedBy.has(id));
  }
}

const workers = Math.max(1, Math.min(availableParallelism(), 4));
const shares = Array.from({ length: workers }, (_, share) =>
  chosen.map(({ id }) => id).filter((_, i) => i % workers === share),
);
await Promise.all(shares.map(tryAll));

/** How a mutant is listed in survivors.ts. */
const entryOf = ({ file, declaration, what, original, nth }: Mutant): Omit<Survivor, "reason"> => ({
  place: `${file} ${declaration}`,
  what,
  original: original.replaceAll(/\s+/g, " "),
  nth,
});
const keyOf = ({ place, what, original, nth }: Omit<Survivor, "reason">): string =>
  [place, what, original, nth].join(" | ");

const survived = chosen.filter(({ id }) => killedBy.get(id) === null);
const reasons = new Map(known.map((survivor) => [keyOf(survivor), survivor.reason]));
let unexplained = 0;
for (const mutant of survived) {
  const reason = reasons.get(keyOf(entryOf(mutant)));
  if (reason === undefined) unexplained++;
  const { place, what, original, nth } = entryOf(mutant);
  console.log(`survived: ${place}:${mutant.line}  ${what} in ${original} (${nth})  ${reason ?? "WHY?"}`);
}
const stillThere = new Set(survived.map((mutant) => keyOf(entryOf(mutant))));
const outdated = wanted.length > 0 ? [] : known.filter((survivor) => !stillThere.has(keyOf(survivor)));
for (const survivor of outdated) console.log(`in survivors.ts, but does not survive: ${keyOf(survivor)}`);

const killed = chosen.length - survived.length;
const share = (100 * killed) / chosen.length;
console.log(
  `\n${killed} of ${chosen.length} mutants killed: ${share.toFixed(1)}%; ${unexplained} survivors without a reason`,
);
if (share < 90 || unexplained > 0 || outdated.length > 0) process.exitCode = 1;
