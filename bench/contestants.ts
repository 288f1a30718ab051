import { existsSync, readFileSync } from "node:fs";
import type { Contestant } from "./workload.ts";

/** How a program of ours runs; "eager" without the engine. */
export type EngineName = "2 threads" | "1 thread" | "BLAS" | "eager";

/** Ours, those first that matter most. */
export function chainrule(module: URL, engines: readonly EngineName[]): Contestant[] {
  return engines.map((engine) => ({
    name: `Chainrule, ${engine}`,
    role: "ours",
    library: "Chainrule",
    module,
    variant: engine,
    ...(engine === "BLAS" ? { environment: threads(2, 2) } : {}),
  }));
}

/**
 * PyTorch on two cores. It has two pools of threads, OpenMP's and that of the BLAS, which get in each other's way when both
 * have two: one of them has, and the faster choice counts.
 */
export function pytorch(module: URL): Contestant[] {
  return [
    { openMp: 2, blas: 1 },
    { openMp: 1, blas: 2 },
  ].map(({ openMp, blas }) => ({
    name: `PyTorch, OMP ${openMp} + BLAS ${blas}`,
    role: "peer",
    library: "PyTorch",
    module,
    environment: threads(openMp, blas),
  }));
}

/** Environment variables that every BLAS and OpenMP heeds. */
export function threads(openMp: number, blas: number): Record<string, string> {
  return {
    OMP_NUM_THREADS: String(openMp),
    OPENBLAS_NUM_THREADS: String(blas),
    MKL_NUM_THREADS: String(blas),
    ...coreType(),
  };
}

/**
 * Debian's OpenBLAS takes Intel's newer processors for one from 2004 and multiplies at a fifth of their speed, also for PyTorch.
 * Everybody gets the kernels for what the processor can do, unless the environment names others.
 */
function coreType(): Record<string, string> {
  const path = "/proc/cpuinfo";
  if (process.env["OPENBLAS_CORETYPE"] !== undefined || !existsSync(path)) return {};
  const processor = readFileSync(path, "latin1");
  if (!processor.includes("GenuineIntel") || !processor.includes(" avx2 ")) return {};
  return { OPENBLAS_CORETYPE: processor.includes(" avx512f ") ? "SkylakeX" : "Haswell" };
}

/** In Node jax-js has one thread. */
export function jaxJs(module: URL): Contestant[] {
  return [{ name: "jax-js", role: "peer", library: "jax-js", module }];
}

/** In Node both backends have one thread. */
export function tensorflowJs(
  module: URL,
  backends: readonly ("wasm" | "cpu")[],
  { isSlow = false }: { isSlow?: boolean } = {},
): Contestant[] {
  return backends.map((backend) => ({
    name: `TensorFlow.js, ${backend}`,
    role: "peer",
    library: `TensorFlow.js ${backend}`,
    module,
    variant: backend,
    isSlow,
  }));
}
