/** The folders of the packages that are published, in build order. */
export const publishedPackages = [
  "autograd",
  "nn",
  "optim",
  "draw",
  "files",
  "wasm",
  "blas",
  "chainrule",
] as const;

/** What a package is called where it is installed. */
export function packageName(folder: (typeof publishedPackages)[number]): string {
  return folder === "chainrule" ? folder : `@chainrule/${folder}`;
}

/** The repository's root folder. */
export const root = new URL("../", import.meta.url);
