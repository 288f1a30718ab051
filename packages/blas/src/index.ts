import { useMatrixLibrary, useMultiplier } from "@chainrule/autograd/engine";
import { matrixLibraryOf, multiplierOf } from "./gemm.ts";
import { openLibrary } from "./library.ts";

/** The library that is used, with its version and number of threads; null where none was found, and all is as without this package. */
export const description: string | null = await start();

async function start(): Promise<string | null> {
  // Not in browsers, and not where koffi has no binary for the platform.
  const foreign = await import("koffi").then((module) => module.default).catch(() => null);
  const library = foreign && openLibrary(foreign);
  if (library === null) return null;
  useMultiplier(multiplierOf(library), { preferred: true });
  useMatrixLibrary(matrixLibraryOf(library));
  return library.description;
}
