import { format, inspect } from "node-inspect-extracted";
import { loadLibraries } from "./libraries.ts";
import { type Print, type ProgramFailure, type ProgramReport, resultMark } from "./messages.ts";
import { SyntaxFault, translate } from "./translate.ts";

/** More than this nobody reads, and a page cannot show. */
const mostPrints = 1000;
const mostCharacters = 500_000;
const fileName = "program.ts";

const send = (report: ProgramReport): void => self.postMessage(report);

let count = 0;
let characters = 0;

/** What is printed goes to the page at once: a program that never ends would keep it. */
function print(kind: Print["kind"], text: string): void {
  const show = (kind: Print["kind"], text: string): void => send({ type: "printed", print: { kind, text } });
  if (kind === "result") return show(kind, text);
  if (count++ >= mostPrints) {
    if (count === mostPrints + 1) show("warning", `… and more than these ${mostPrints} lines`);
    return;
  }
  const room = mostCharacters - characters;
  characters += text.length;
  if (text.length <= room) return show(kind, text);
  if (kind === "text" && room > 0) show(kind, text.slice(0, room));
  show("warning", "… and more than can be shown here");
  count = mostPrints + 1;
}

/** Prints as Node does; what is a drawing in SVG is drawn. */
const printer =
  (kind: "text" | "warning") =>
  (...things: readonly unknown[]): void => {
    const [first] = things;
    const alone = things.length === 1 && typeof first === "string" ? first : "";
    if (alone.startsWith("<svg ")) print("picture", alone);
    else if (alone.startsWith(resultMark)) print("result", alone.slice(resultMark.length));
    else print(kind, format(...things));
  };

const console = {
  log: printer("text"),
  info: printer("text"),
  debug: printer("text"),
  table: printer("text"),
  dir: (thing: unknown): void => print("text", inspect(thing)),
  warn: printer("warning"),
  error: printer("warning"),
};

/** Runs a program to its end. */
async function run(source: string): Promise<void> {
  const script = translate(source);
  const require = await loadLibraries(script);
  send({ type: "begun" });
  const start = performance.now();
  // The program begins in the first line, so that lines in its errors are lines of the program.
  // oxlint-disable-next-line no-eval -- To run what the learner has written is what this worker is for.
  const program = (0, eval)(
    `(async (require, exports, console) => {${script}\n})\n//# sourceURL=${fileName}`,
  ) as (...things: unknown[]) => Promise<void>;
  await program(require, {}, console);
  send({ type: "ended", milliseconds: performance.now() - start });
}

function failureOf(error: unknown): ProgramFailure {
  if (error instanceof SyntaxFault) return { message: error.message, ...lineOf(error.line) };
  if (error instanceof EvalError)
    return {
      message:
        "The host of this page does not let it run programs: its Content-Security-Policy lacks 'unsafe-eval'.",
    };
  if (!(error instanceof Error)) return { message: `The program threw ${inspect(error)}.` };
  const place = new RegExp(`${fileName}:(\\d+):\\d+`).exec(error.stack ?? "");
  const kind = error.name === "Error" ? "" : `${error.name}: `;
  return { message: `${kind}${error.message}`, ...lineOf(place === null ? undefined : Number(place[1])) };
}

const lineOf = (line: number | undefined): { line?: number } => (line === undefined ? {} : { line });

function fail(error: unknown): void {
  send({ type: "failed", failure: failureOf(error) });
}

self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});
self.addEventListener("message", ({ data }: MessageEvent<string>) => void run(data).catch(fail));
