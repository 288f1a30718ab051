/** A worker, of Node or of a browser. */
export interface Worker {
  postMessage(message: unknown): void;
  terminate(): unknown;
  /** In Node: whether the process goes on as long as the worker does. */
  ref?(): void;
  unref?(): void;
}

/** What a host tells of a worker. */
export interface WorkerEvents {
  readonly onMessage: (message: unknown) => void;
  /** It has ended, or could not start. */
  readonly onEnd: () => void;
}

/** What threads need of the place where the program runs. */
export interface Host {
  /** How many threads run at the same time. */
  readonly parallelism: number;
  /** @throws when it is not allowed. */
  spawn(source: string, events: WorkerEvents): Worker;
  /** In Node: has something done before the process ends, and workers with it. */
  beforeEnd?(listener: () => void): void;
}

interface NodeWorker extends Worker {
  on(event: string, listener: (value: unknown) => void): void;
}

interface NodeThreads {
  Worker: new (source: string, options: object) => NodeWorker;
}

interface System {
  availableParallelism?(): number;
  cpus(): readonly unknown[];
}

interface Process {
  readonly versions?: { readonly node?: string };
  getBuiltinModule?(name: string): unknown;
  on(event: "exit", listener: () => void): void;
}

interface Scope {
  readonly process?: Process;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly Worker?: new (
    url: string,
    options: object,
  ) => Worker & { addEventListener(event: string, listener: (event: { data: unknown }) => void): void };
  readonly Blob?: new (parts: readonly string[], options: object) => object;
  readonly URL?: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
}

/** The host, when it can be had at once; null where there are no threads. */
export function findHost(): Host | null {
  const scope = globalThis as unknown as Scope;
  if (scope.SharedArrayBuffer === undefined || typeof Atomics === "undefined") return null;
  const { process } = scope;
  if (process?.versions?.node !== undefined) {
    const load = (name: string): unknown => process.getBuiltinModule?.(name);
    const threads = load("node:worker_threads") as NodeThreads | undefined;
    return threads === undefined ? null : nodeHost(process, threads, load("node:os") as System);
  }
  return scope.crossOriginIsolated === true && scope.Worker !== undefined ? browserHost(scope) : null;
}

/** The host, also where Node gives its modules by import only, as before 20.16. */
export async function importHost(): Promise<Host | null> {
  const { process, SharedArrayBuffer } = globalThis as unknown as Scope;
  const isOldNode = process?.versions?.node !== undefined && process.getBuiltinModule === undefined;
  if (!isOldNode || SharedArrayBuffer === undefined) return findHost();
  // In variables, so that no bundler looks for them.
  const [threads, system] = ["node:worker_threads", "node:os"];
  return nodeHost(
    process,
    (await import(/* @vite-ignore */ /* webpackIgnore: true */ threads)) as NodeThreads,
    (await import(/* @vite-ignore */ /* webpackIgnore: true */ system)) as System,
  );
}

function nodeHost(process: Process, { Worker }: NodeThreads, system: System): Host {
  return {
    parallelism: system.availableParallelism?.() ?? system.cpus().length,
    spawn(source, { onMessage, onEnd }) {
      // Without the flags of the process, which may preload files.
      const worker = new Worker(source, { eval: true, execArgv: [], name: "@chainrule/wasm" });
      worker.on("message", onMessage);
      worker.on("error", onEnd);
      worker.on("exit", onEnd);
      worker.unref?.();
      return worker;
    },
    beforeEnd: (listener) => process.on("exit", listener),
  };
}

function browserHost({ Worker, Blob, URL, navigator }: Scope): Host | null {
  if (Worker === undefined || Blob === undefined || URL === undefined) return null;
  return {
    parallelism: navigator?.hardwareConcurrency ?? 1,
    spawn(source, { onMessage, onEnd }) {
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const worker = new Worker(url, { name: "@chainrule/wasm" });
      worker.addEventListener("message", ({ data }) => {
        URL.revokeObjectURL(url);
        onMessage(data);
      });
      worker.addEventListener("error", onEnd);
      return worker;
    },
  };
}
