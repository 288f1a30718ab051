/**
 * What a worker runs, in Node and in browsers. A string, so that no bundler has to find a file.
 *
 * It gets messages: where the pool's words are, programs, and what to forget. `words[0]` is the number of the program that
 * runs, `words[place]` 1 while the worker is in its event loop and has to be told when there is something to do.
 */
export const workerSource = `"use strict";
const port = typeof require === "function" ? require("node:worker_threads").parentPort : self;
const programs = new Map();
let words, place;
function work() {
  Atomics.store(words, place, 0);
  for (;;) {
    const program = programs.get(Atomics.load(words, 0));
    if (program === undefined || program() === 1) break;
  }
  Atomics.store(words, place, 1);
}
port.onmessage = ({ data }) => {
  if (data.words !== undefined) {
    ({ words, place } = data);
    port.postMessage("ready");
  }
  if (data.module !== undefined) {
    const imports = {};
    for (const { module, name, kind } of WebAssembly.Module.imports(data.module)) {
      imports[module] ??= {};
      if (kind === "function") imports[module][name] = () => { throw new Error("not for workers"); };
    }
    imports.host.memory = data.memory;
    imports.host.scratch = data.scratch;
    programs.set(data.id, new WebAssembly.Instance(data.module, imports).exports.work);
  }
  if (data.forget !== undefined) programs.delete(data.forget);
  work();
};
`;
