// JavaScript, as esbuild is installed for bench only, and the rest is checked without it.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/**
 * Makes one file of JavaScript of a module and what it imports here; packages stay outside.
 * @param {URL} module
 * @returns {Promise<string>} the address of the file
 */
export async function bundle(module) {
  const name = module.pathname
    .split("/")
    .slice(-2)
    .join("-")
    .replace(/\.\w+$/, ".mjs");
  const file = new URL(`node_modules/.cache/chainrule-bench/${name}`, import.meta.url);
  await build({
    entryPoints: [fileURLToPath(module)],
    outfile: fileURLToPath(file),
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
  });
  return file.href;
}

/**
 * What a browser has to load of a module and all it imports, minified and compressed.
 * @param {URL} module
 * @returns {Promise<number>} kB of 1,000 bytes
 */
export async function compressedSize(module) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    loader: { ".wasm": "file" },
    outdir: ".",
    write: false,
    logLevel: "error",
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0) / 1000;
}
