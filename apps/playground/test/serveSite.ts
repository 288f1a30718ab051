import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = "node_modules/.cache/site";

/** Builds the site and serves it below a folder, as a host of static files may: then only relative addresses lead anywhere. */
export async function serveSite(): Promise<{ url: string; close: () => Promise<void> }> {
  await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    mode: "static-host",
    logLevel: "warn",
    base: "/lessons/",
    build: { outDir },
    preview: { port: 0, host: "127.0.0.1" },
  });
  return { url: server.resolvedUrls?.local[0] ?? "", close: () => server.close() };
}
