import { cutOfMap } from "./emit/map.ts";
import { chunksOfProducts } from "./emit/matmul.ts";
import { cutOfRows } from "./emit/rows.ts";
import type { Kernel } from "./ir.ts";
import { chunksOfLibrary } from "./library.ts";

/**
 * Into how many chunks the work of a kernel is cut, which can be run in any order and at once. Shapes alone decide, so that results
 * do not depend on the number of threads.
 */
export function chunksOf(kernel: Kernel): number {
  if (kernel.kind === "routine") return kernel.chunks;
  if (kernel.kind === "map") return cutOfMap(kernel).chunks;
  if (kernel.kind === "library") return chunksOfLibrary(kernel);
  if (kernel.kind === "matmul") return chunksOfProducts(kernel);
  return kernel.kind === "rows" ? cutOfRows(kernel).chunks : 1;
}
