import { defineConfig, type Plugin } from "vite";
import { digits } from "./digits/pack.ts";

/** KaTeX names each font in three formats; every browser that runs these lessons takes the first. */
const onlyWoff2: Plugin = {
  name: "only-woff2",
  enforce: "pre",
  transform: (code, id) =>
    id.includes("katex") && id.endsWith(".css")
      ? code.replaceAll(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)/g, "")
      : null,
};

/** With these a page may share memory with its workers, so the engine has threads. Hosts of static files rarely send them. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

// How long a build took is no warning.
const checks = { pluginTimings: false };

export default defineConfig(({ mode }) => ({
  server: { headers: isolation },
  preview: { headers: mode === "static-host" ? {} : isolation },
  // From any folder: nothing is addressed from the root of a host.
  base: "./",
  resolve: { conditions: ["@chainrule/source", "module", "browser", "development|production"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // Learners print models, which are called by the names of their classes.
  worker: { format: "es", rolldownOptions: { checks, output: { keepNames: true } } },
  plugins: [onlyWoff2, digits],
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 600,
    rolldownOptions: { checks },
  },
}));
