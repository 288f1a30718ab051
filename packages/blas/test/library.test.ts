import koffi from "koffi";
import { afterEach, expect, it, vi } from "vitest";
import { openLibrary } from "../src/library.ts";

/** What is used of koffi, over libraries that are made up: the functions of each, by path. */
function foreign(libraries: Record<string, Record<string, unknown>>) {
  const unloaded: string[] = [];
  const load = (path: string) => {
    if (!(path in libraries)) throw new Error(`cannot open ${path}`);
    return {
      func(declaration: string) {
        const name = /(\w+)\(/.exec(declaration)?.[1] as string;
        const found = libraries[path][name];
        if (found === undefined) throw new Error(`no ${name} in ${path}`);
        return typeof found === "function" ? found : () => found;
      },
      unload: () => unloaded.push(path),
    };
  };
  return { koffi: { ...koffi, load } as unknown as typeof koffi, unloaded };
}

const gemm = { cblas_sgemm: "s", cblas_dgemm: "d" };

afterEach(() => vi.unstubAllEnvs());

it("is null where no library can be opened", () => {
  expect(openLibrary(foreign({}).koffi)).toBeNull();
});

it("is null where what can be opened lacks the functions", () => {
  vi.stubEnv("CHAINRULE_BLAS", "/opt/other.so");
  expect(openLibrary(foreign({ "/opt/other.so": { cblas_sgemm: "s" } }).koffi)).toBeNull();
});

it("says which library it is", () => {
  vi.stubEnv("CHAINRULE_BLAS", "/opt/library.so");
  const describe = (functions: object) =>
    openLibrary(foreign({ "/opt/library.so": { ...gemm, ...functions } }).koffi)?.description;
  const openblas = {
    openblas_get_config: "OpenBLAS 0.3.21 NO_AFFINITY Zen MAX_THREADS=64",
    openblas_get_corename: "Zen",
    openblas_get_num_threads: 2,
  };
  expect(describe(openblas)).toBe("OpenBLAS 0.3.21, Zen kernels, 2 threads");
  expect(describe({ MKL_Get_Max_Threads: 1 })).toBe("MKL, 1 thread");
  expect(describe({})).toBe("/opt/library.so");
  vi.stubEnv("CHAINRULE_BLAS", "off");
  expect(describe(openblas)).toBeUndefined();
});
