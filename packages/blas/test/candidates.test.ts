import { expect, it } from "vitest";
import { candidates } from "../src/candidates.ts";
import { betterCoreType } from "../src/coreType.ts";

it("looks for OpenBLAS first on Linux, for Accelerate on macOS, for nothing on platforms unknown", () => {
  expect(candidates("linux", {})).toContain("libopenblas.so.0");
  expect(candidates("darwin", {})[0]).toContain("Accelerate");
  expect(candidates("win32", {})).toContain("libopenblas.dll");
  expect(candidates("sunos", {})).toEqual([]);
});

it("looks where CHAINRULE_BLAS says, and nowhere when that is off", () => {
  expect(candidates("linux", { CHAINRULE_BLAS: "/opt/blas.so" })).toEqual(["/opt/blas.so"]);
  expect(candidates("linux", { CHAINRULE_BLAS: "off" })).toEqual([]);
  expect(candidates("linux", { CHAINRULE_BLAS: "" })).toEqual(candidates("linux", {}));
});

it("names better kernels for a processor that OpenBLAS took for an old one", () => {
  const flags = (more: string): string => `processor\t: 0\nflags\t\t: fpu sse2 ${more}\nbugs\t\t: none\n`;
  const wide = "fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl";
  expect(betterCoreType("Prescott", flags(wide))).toBe("SkylakeX");
  expect(betterCoreType("Prescott", flags("fma avx2"))).toBe("Haswell");
  expect(betterCoreType("Prescott", flags("avx"))).toBeNull();
  expect(betterCoreType("Prescott", "")).toBeNull();
  expect(betterCoreType("Zen", flags(wide))).toBeNull();
});
