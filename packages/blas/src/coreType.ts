/**
 * The kernels of OpenBLAS for a processor that it does not know; null where it chose well, or nothing is known. OpenBLAS takes
 * those of a Prescott of 2004 for what is younger than itself: a fifth of the speed, or less.
 * @param chosen what openblas_get_corename says
 * @param processors what Linux tells in /proc/cpuinfo
 */
export function betterCoreType(chosen: string, processors: string): string | null {
  if (chosen !== "Prescott") return null;
  const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(processors)?.[1].split(" "));
  if (["avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"].every((flag) => flags.has(flag)))
    return "SkylakeX";
  return flags.has("avx2") && flags.has("fma") ? "Haswell" : null;
}
