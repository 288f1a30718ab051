/** Names and places of libraries with the functions of CBLAS, by platform, the fastest first. */
const byPlatform: Readonly<Record<string, readonly string[]>> = {
  linux: [
    // Debian and Ubuntu, Arch; the library with threads of Fedora and openSUSE
    "libopenblasp.so.0",
    "libopenblas.so.0",
    "libopenblas.so",
    "libmkl_rt.so.2",
    "libmkl_rt.so.1",
    "libmkl_rt.so",
    "/opt/intel/oneapi/mkl/latest/lib/libmkl_rt.so.2",
    "/opt/intel/oneapi/mkl/latest/lib/intel64/libmkl_rt.so.2",
    "/opt/intel/mkl/lib/intel64/libmkl_rt.so",
  ],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ],
  win32: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll", "mkl_rt.1.dll", "mkl_rt.dll"],
  freebsd: ["libopenblasp.so.0", "libopenblas.so.0", "libopenblas.so"],
};

/**
 * Where to look for a library: at the path in the environment variable `CHAINRULE_BLAS` alone when that is set, nowhere when it
 * is `off`.
 */
export function candidates(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const chosen = environment["CHAINRULE_BLAS"];
  if (chosen === "off") return [];
  return chosen ? [chosen] : (byPlatform[platform] ?? []);
}
