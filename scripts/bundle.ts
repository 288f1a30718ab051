// Writes the JavaScript of every package into its `dist`: one file for each entry of its `exports`, and `core.js` with what
// several entries share, so that a class is the same one from wherever it is imported. Loading one file for each source
// took longer than computing a first gradient. `tsc -b` writes the declarations beside them.
import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { minifySync } from "rolldown/utils";
import { publishedPackages, root } from "./packages.ts";

interface Manifest {
  readonly exports: Readonly<Record<string, string | { "@chainrule/source": string; default: string }>>;
}

/** The source that workers get is a string, which nobody else will minify. */
const workerSource: Plugin = {
  name: "worker-source",
  transform: {
    filter: { id: /workerSource\.ts$/ },
    handler: (code) => ({
      code: code.replace(/(?<= = )`(.*)`(?=;$)/ms, (_, source: string) =>
        JSON.stringify(minifySync("worker.js", source, { module: false, mangle: { toplevel: true } }).code),
      ),
      map: { mappings: "" },
    }),
  },
};

for (const name of publishedPackages) {
  const folder = fileURLToPath(new URL(`packages/${name}`, root));
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === "string"
      ? []
      : [[entry.default.replace(/^\.\/dist\/|\.js$/g, ""), join(folder, entry["@chainrule/source"])]],
  );
  const bundle = await rolldown({
    input: Object.fromEntries(entries),
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    platform: "neutral",
    plugins: [workerSource],
    // Names that minifiers would leave as they are.
    transform: {
      define: { "Number.POSITIVE_INFINITY": "Infinity", "Number.NEGATIVE_INFINITY": "-Infinity" },
    },
  });
  await bundle.write({
    dir: join(folder, "dist"),
    chunkFileNames: "[name].js",
    codeSplitting: { groups: [{ name: "core", minShareCount: 2 }] },
    // Docstrings stand in the declarations.
    comments: { jsdoc: false },
    minifyInternalExports: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await bundle.close();
}
