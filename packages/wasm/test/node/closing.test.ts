import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "chainrule-closing-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A library that takes some milliseconds to open, and writes into a file when that begins and ends. */
const library = (milliseconds: number): string => `data:text/javascript,
  import { appendFileSync } from "node:fs";
  export function open(path) {
    appendFileSync(path, "begins ");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds});
    appendFileSync(path, "ends");
    return () => () => {};
  }`;

/** Runs code in a process whose worker has begun to open a library, and gives what the library has written. */
async function opening(name: string, milliseconds: number, code: string): Promise<string> {
  const path = join(folder, name);
  const setup = `
    import { existsSync, readFileSync } from "node:fs";
    import { zeros } from "@chainrule/autograd";
    import { useMatrixLibrary } from "@chainrule/autograd/engine";
    import { compile, ready, setThreads } from "@chainrule/wasm";
    const path = ${JSON.stringify(path)};
    useMatrixLibrary({
      description: "a library that takes long to open",
      module: { url: ${JSON.stringify(library(milliseconds))}, path },
      takes: () => true,
      bind: () => () => {},
      prepare() {},
    });
    setThreads(2);
    await ready();
    compile((x) => x.matmul(x))(zeros([300, 300]));
    while (!existsSync(path) || readFileSync(path).length === 0);
  `;
  const args = ["--conditions=@chainrule/source", "--input-type=module", "--eval", setup + code];
  await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 30_000 });
  return readFileSync(path, "latin1");
}

describe("a worker that opens the machine's library", () => {
  it.concurrent.each([
    ["its pool closes", "setThreads(1); process.reallyExit(0);"],
    ["the process exits", "process.exit();"],
    ["the process has nothing left to do", ""],
  ])("is not interrupted when %s", async (way, code) => {
    expect(await opening(way, 300, code)).toBe("begins ends");
  });

  it.concurrent("does not keep the process for ever", async () => {
    expect(await opening("for ever", Number.POSITIVE_INFINITY, "")).toBe("begins ");
  });
});
