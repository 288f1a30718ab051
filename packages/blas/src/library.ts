import { readFileSync } from "node:fs";
import type koffi from "koffi";
import { candidates } from "./candidates.ts";
import { betterCoreType } from "./coreType.ts";

type Foreign = typeof koffi;
type Handle = ReturnType<Foreign["load"]>;

/** cblas_?gemm: layout, two transpositions, m, n, k, alpha, a and its rows' distance, b, beta, c. Arrays, or their addresses. */
export type Gemm<Place> = (
  layout: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Place,
  aRow: number,
  b: Place,
  bRow: number,
  beta: number,
  c: Place,
  cRow: number,
) => void;

/** What is called of a library. */
export interface Library {
  /** Where it was found. */
  readonly path: string;
  /** Its name, version and number of threads. */
  readonly description: string;
  readonly onArrays: { readonly float32: Gemm<Float32Array>; readonly float64: Gemm<Float64Array> };
  readonly atAddresses: { readonly float32: Gemm<number>; readonly float64: Gemm<number> };
  /** Where an array lies. */
  readonly addressOf: (array: Uint8Array) => number;
  /** Its threads, when several threads may call it at once and each call can be told how many threads to use; null when not. */
  readonly threads: { readonly count: number; readonly use: (count: number) => void } | null;
}

/** The first library that can be opened and has the functions; null where there is none. */
export function openLibrary(foreign: Foreign): Library | null {
  for (const path of candidates(process.platform, process.env)) {
    try {
      return bindLibrary(foreign, withBetterKernels(foreign, path), path);
    } catch {
      // Not there, or something else by that name.
    }
  }
  return null;
}

/** Opens a library: OpenBLAS a second time when it has chosen kernels that are too old. */
function withBetterKernels(foreign: Foreign, path: string): Handle {
  const handle = foreign.load(path);
  const { env, platform } = process;
  if (platform !== "linux" || env["OPENBLAS_CORETYPE"] !== undefined) return handle;
  const chosen = ask(handle, "const char *openblas_get_corename()");
  const better = chosen === null ? null : betterCoreType(chosen, readFileSync("/proc/cpuinfo", "latin1"));
  if (better === null) return handle;
  // It reads the variable once, when it is loaded.
  handle.unload();
  env["OPENBLAS_CORETYPE"] = better;
  try {
    return foreign.load(path);
  } finally {
    delete env["OPENBLAS_CORETYPE"];
  }
}

/** What a function without arguments returns; null when the library does not have it. */
function ask(handle: Handle, declaration: string): string | null {
  try {
    return String(handle.func(declaration)());
  } catch {
    return null;
  }
}

/** The functions of a library that is open. @throws Error when it does not have them. */
export function bindLibrary(foreign: Foreign, handle: Handle, path: string): Library {
  const gemm = (name: string, number: string, place: string): never =>
    handle.func(
      `void ${name}(int, int, int, int, int, int, ${number}, ${place}, int, ${place}, int, ${number}, ${place}, int)`,
    ) as never;
  return {
    path,
    description: describe(handle, path),
    onArrays: {
      float32: gemm("cblas_sgemm", "float", "void *"),
      float64: gemm("cblas_dgemm", "double", "void *"),
    },
    atAddresses: {
      float32: gemm("cblas_sgemm", "float", "uintptr_t"),
      float64: gemm("cblas_dgemm", "double", "uintptr_t"),
    },
    addressOf: (array) => Number(foreign.address(array)),
    threads: threadsOf(handle),
  };
}

/** Of OpenBLAS, unless it is made with OpenMP, which has threads for each thread that calls. */
function threadsOf(handle: Handle): Library["threads"] {
  const openMp = "2";
  const kind = ask(handle, "int openblas_get_parallel()");
  const count = Number(ask(handle, "int openblas_get_num_threads()"));
  if (kind === null || kind === openMp || !(count >= 1)) return null;
  const set = handle.func("void openblas_set_num_threads(int)");
  let used = count;
  return {
    count,
    use(wanted) {
      if (wanted !== used) set(wanted);
      used = wanted;
    },
  };
}

function describe(handle: Handle, path: string): string {
  const configuration = ask(handle, "const char *openblas_get_config()");
  if (configuration !== null) {
    const version = /OpenBLAS ([\d.]+)/.exec(configuration)?.[1] ?? "";
    const kernels = ask(handle, "const char *openblas_get_corename()");
    return `OpenBLAS ${version}, ${kernels} kernels, ${threads(ask(handle, "int openblas_get_num_threads()"))}`;
  }
  if (path.includes("Accelerate")) return "Accelerate";
  const mkl = ask(handle, "int MKL_Get_Max_Threads()");
  return mkl === null ? path : `MKL, ${threads(mkl)}`;
}

const threads = (count: string | null): string => `${count} ${count === "1" ? "thread" : "threads"}`;
