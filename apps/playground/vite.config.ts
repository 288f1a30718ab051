import { defineConfig, type Plugin } from "vite";

/** KaTeX names each font in three formats; every browser that runs these lessons takes the first. */
const onlyWoff2: Plugin = {
  name: "only-woff2",
  enforce: "pre",
  transform: (code, id) =>
    id.includes("katex") && id.endsWith(".css")
      ? code.replaceAll(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)/g, "")
      : null,
};

export default defineConfig({
  // From any folder: nothing is addressed from the root of a host.
  base: "./",
  resolve: { conditions: ["@chainrule/source", "module", "browser", "development|production"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  plugins: [onlyWoff2],
  build: { target: "es2022", chunkSizeWarningLimit: 600 },
});
