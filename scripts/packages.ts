/** The packages that are published, in build order. */
export const publishedPackages = ["autograd", "nn", "optim", "draw", "files", "wasm"] as const;

/** The repository's root folder. */
export const root = new URL("../", import.meta.url);
