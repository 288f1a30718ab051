// The API reference: `npm run docs` writes it as HTML, `--check` only asks whether every public name has a description.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  Application,
  type Context,
  Converter,
  type DeclarationReflection,
  type DocumentationEntryPoint,
  LogLevel,
  ReflectionKind,
  type SignatureReflection,
} from "typedoc";
import type ts from "typescript";
import { publishedPackages } from "../scripts/packages.ts";
import { describeMethods } from "./methodDescriptions.ts";
import { asFunction, withoutGenerics } from "./opSignature.ts";
import { undescribed } from "./undescribed.ts";

// Forward slashes on Windows, too: file names are compared.
const path = (relative: string): string =>
  fileURLToPath(new URL(relative, import.meta.url)).replaceAll("\\", "/");

/** What can be imported, and the source behind it. */
const entries = publishedPackages.flatMap((name) => {
  // All that it has is described where it comes from.
  if (name === "chainrule") return [];
  const { exports } = JSON.parse(readFileSync(path(`../packages/${name}/package.json`), "utf8")) as {
    exports: Record<string, string | { "@chainrule/source": string }>;
  };
  return Object.entries(exports).flatMap(([key, target]) =>
    typeof target === "string"
      ? []
      : [
          {
            name: `@chainrule/${name}${key.slice(1)}`,
            file: path(`../packages/${name}/${target["@chainrule/source"].slice(2)}`),
          },
        ],
  );
});

const app = await Application.bootstrap({
  name: "Chainrule",
  entryPoints: entries.map(({ file }) => file),
  tsconfig: path("tsconfig.json"),
  logLevel: LogLevel.Warn,
  treatWarningsAsErrors: true,
  basePath: path(".."),
  out: path("site"),
  readme: path("index.md"),
  projectDocuments: ["authors", "from-pytorch", "from-tensorflowjs", "ops"].map((name) => path(`${name}.md`)),
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableGit: true,
  highlightLanguages: ["typescript", "javascript", "python", "json", "sh"],
  sort: ["kind", "alphabetical"],
  kindSortOrder: ["Document", "Module", "Class", "Function", "Variable", "Interface", "TypeAlias"],
  validation: {
    invalidLink: true,
    rewrittenLink: true,
    invalidPath: true,
    notExported: false,
    notDocumented: false,
  },
});

// An op is a constant of a callable type, and a method of Value a property: shown as the functions that they are.
app.converter.on(
  Converter.EVENT_CREATE_DECLARATION,
  (context: Context, reflection: DeclarationReflection) => {
    const isMethod = reflection.kindOf(ReflectionKind.Property) && reflection.parent?.name === "Value";
    if (isMethod || reflection.kindOf(ReflectionKind.Variable)) asFunction(context, reflection);
  },
);
app.converter.on(
  Converter.EVENT_CREATE_SIGNATURE,
  (context: Context, shown: SignatureReflection, _declaration: unknown, signature?: ts.Signature) => {
    const isMethod = shown.kindOf(ReflectionKind.CallSignature) && shown.parent.parent?.name === "Value";
    if (isMethod && signature !== undefined) withoutGenerics(context, shown, signature);
  },
);
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => {
  describeMethods(project);
  // Keys that only the compiler sees.
  for (const reflection of Object.values(project.reflections)) {
    if (/^\[(?!iterator)/.test(reflection.name)) project.removeReflection(reflection);
  }
});

const points = app.getEntryPoints() as DocumentationEntryPoint[];
const named = points.map((point) => ({
  ...point,
  displayName: entries.find(({ file }) => file === point.sourceFile.fileName)?.name ?? point.displayName,
}));
const project = app.converter.convert(named);
app.validate(project);

const missing = undescribed(project);
if (missing.length > 0) {
  console.error(
    `These public names have no description. Write one to three lines above each (what holds, shapes, units, errors):\n${missing.map((name) => `  ${name}`).join("\n")}`,
  );
}
if (missing.length > 0 || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
else if (!process.argv.includes("--check")) {
  await app.generateOutputs(project);
  console.log("The API reference is in docs/site/index.html.");
}
