import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";

const root = fileURLToPath(new URL("..", import.meta.url));
declare module "vitest" {
  export interface ProvidedContext {
    site: string;
  }
}

/** Builds the site once for all tests, and serves it below a folder, as a host of static files may. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  await build({
    root,
    logLevel: "warn",
    build: { outDir: "node_modules/.cache/site/lessons", emptyOutDir: true },
  });
  const server = await preview({
    root,
    logLevel: "warn",
    // No file of the site is found when its addresses are not relative.
    base: "/lessons/",
    build: { outDir: "node_modules/.cache/site/lessons" },
    preview: { port: 0, host: "127.0.0.1" },
  });
  project.provide("site", server.resolvedUrls?.local[0] ?? "");
  return () => server.close();
}
