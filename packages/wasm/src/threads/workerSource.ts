/**
 * What a worker runs, in Node and in browsers. A string, so that no bundler has to find a file.
 *
 * It gets messages: where the pool's words are, programs, and what to forget. `words[0]` is the number of the program that
 * runs, `words[place]` 1 while the worker is in its event loop and has to be told when there is something to do. While it opens
 * the library it counts in `words[1]`; when that is below 0, workers are about to be ended and must not begin.
 */
export const workerSource = `"use strict";
const port = typeof require === "function" ? require("node:worker_threads").parentPort : self;
const programs = new Map();
const awaited = new Set();
let words, place;
function work() {
  Atomics.store(words, place, 0);
  for (;;) {
    const program = programs.get(Atomics.load(words, 0));
    if (program === undefined || program() === 1) break;
  }
  Atomics.store(words, place, 1);
}
function add({ id, module, memory, scratch, help }, open) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    if (kind === "function") imports[from][name] = () => { throw new Error("not for workers"); };
  }
  imports.host.memory = memory;
  imports.host.scratch = scratch;
  if (help !== undefined) {
    const bind = open(help.path);
    const calls = help.chunks.map((chunks) => chunks.map((products) => bind(memory.buffer, products)));
    imports.host.library = (index, chunk) => calls[index][chunk]();
  }
  programs.set(id, new WebAssembly.Instance(module, imports).exports.work);
}
port.onmessage = ({ data }) => {
  if (data.words !== undefined) {
    ({ words, place } = data);
    port.postMessage("ready");
  }
  if (data.module !== undefined) {
    awaited.delete(data.id);
    if (data.help === undefined) add(data);
    else {
      // A worker that cannot have the library does not help with this program.
      awaited.add(data.id);
      const mayOpen = Atomics.add(words, 1, 1) >= 0;
      (mayOpen ? import(data.help.url) : Promise.reject()).then(({ open }) => {
        if (awaited.delete(data.id)) add(data, open);
      }).catch(() => {}).then(() => {
        Atomics.sub(words, 1, 1);
        Atomics.notify(words, 1);
        work();
      });
    }
  }
  if (data.forget !== undefined) {
    awaited.delete(data.forget);
    programs.delete(data.forget);
    // So much that the engine looks for garbage, such as the program's memory: pages may have some hundred of those only.
    try {
      new ArrayBuffer(2 ** 26);
    } catch {}
  }
  work();
};
`;
