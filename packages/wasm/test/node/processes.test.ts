import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const setup = `
  import { Generator } from "@chainrule/autograd";
  import { compile, ready, setThreads } from "@chainrule/wasm";
  const x = new Generator(1).normal([400, 400]);
  const f = compile((x) => x.mul(x).add(1).sqrt());
  const sum = (y) => y.data.reduce((a, b) => a + b);
`;

/** Runs code in a process of its own, which imports the sources, and gives what it prints. */
function printed(code: string): string {
  const args = ["--conditions=@chainrule/source", "--input-type=module", "--eval", setup + code];
  return execFileSync(process.execPath, args, { cwd: import.meta.dirname, timeout: 30_000 }).toString();
}

describe("a process", () => {
  it("ends although workers run, sleep or start", () => {
    const run = "setThreads(2); for (let i = 0; i < 20; i++) f(x);";
    const [alone, starting, asleep, exiting] = [
      "setThreads(1); f(x);",
      "setThreads(2); f(x);",
      `await ready(); ${run} await new Promise((resolve) => setTimeout(resolve, 300));`,
      `await ready(); ${run} console.log(sum(f(x))); process.exit(0);`,
    ].map((code) => printed(`${code} console.log(sum(f(x)));`));
    expect(Number(alone)).toBeGreaterThan(160_000);
    expect([starting, asleep, exiting]).toEqual([alone, alone, alone]);
  });

  it("without shared memory, or where workers are refused, runs on one thread", () => {
    const tell = "console.log(await ready(), sum(f(x)));";
    const alone = printed(`setThreads(1); ${tell}`);
    expect(printed(`delete globalThis.SharedArrayBuffer; ${tell}`)).toBe(alone);
    const withWorker = (worker: string): string => `
      const { getBuiltinModule } = process;
      process.getBuiltinModule = (name) =>
        name === "node:worker_threads" ? { Worker: ${worker} } : getBuiltinModule(name);
    `;
    const refuses = "class { constructor() { throw new Error(); } }";
    const ends = `class {
      on(event, listener) { if (event === "error") setTimeout(listener); }
      postMessage() {}
      terminate() {}
    }`;
    for (const worker of [refuses, ends]) expect(printed(`${withWorker(worker)} ${tell}`)).toBe(alone);
  });

  it("can compile in a worker of its own, with threads too", () => {
    const inner = `
      import { parentPort } from "node:worker_threads";
      ${setup}
      setThreads(2);
      const threads = await ready();
      for (let i = 0; i < 20; i++) f(x);
      parentPort.postMessage([threads, sum(f(x))]);
    `;
    const code = `
      import { Worker } from "node:worker_threads";
      new Worker(${JSON.stringify(inner)}, { eval: true }).on("message", ([threads, sum]) => console.log(threads, sum));
    `;
    expect(printed(code)).toBe(printed("setThreads(2); console.log(await ready(), sum(f(x)));"));
  });
});
