// What people bundle pages with, and a browser to open them in.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { chromium } from "playwright";
import { build as vite } from "vite";
import webpack from "webpack";

/** Each bundles a module into `folder`/page.js, without any setting that is about our packages. */
export const bundlers: Readonly<Record<string, (entry: string, folder: string) => Promise<void>>> = {
  async vite(entry, folder) {
    await vite({
      root: join(entry, ".."),
      configFile: false,
      logLevel: "warn",
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: "esnext",
        rollupOptions: { input: entry, output: { entryFileNames: "page.js" } },
      },
    });
  },
  async webpack(entry, folder) {
    await new Promise<void>((resolve, reject) => {
      const settings = {
        mode: "production",
        entry,
        // Sizes are held to limits elsewhere.
        performance: false,
        output: { path: folder, filename: "page.js" },
      } as const;
      webpack(settings, (error, stats) => {
        if (error !== null || stats?.hasErrors() || stats?.hasWarnings())
          reject(error ?? new Error(stats?.toString("errors-warnings")));
        else resolve();
      });
    });
  },
  async esbuild(entry, folder) {
    const { warnings } = await esbuild({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      outfile: join(folder, "page.js"),
      logLevel: "silent",
    });
    if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
  },
};

/** The title of the page that runs `folder`/page.js, served with the given headers; it has none until the program sets it. */
export async function titleOf(
  folder: string,
  headers: Readonly<Record<string, string>>,
  executablePath: string,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><title></title><script type="module" src="page.js"></script>',
  );
  const server = createServer(({ url = "/" }, response) => {
    const name = url === "/" ? "index.html" : url.slice(1);
    const type = name.endsWith(".html") ? "text/html" : "text/javascript";
    try {
      const content = readFileSync(join(folder, name));
      response.writeHead(200, { "Content-Type": type, ...headers }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("document.title !== ''", undefined, { timeout: 30_000 }).catch((error) => {
      throw new Error(`The page has said nothing. ${failures.join(" ")}`, { cause: error });
    });
    return await page.title();
  } finally {
    await browser.close();
    server.close();
  }
}
