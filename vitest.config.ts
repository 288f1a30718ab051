import { defineConfig } from "vitest/config";

// The packages are tested as sources: no build is needed, and no stale one can be picked up.
const conditions = ["@chainrule/source"];
const sources = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    // For `npm run coverage` only.
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      reporter: ["text", "html", "json"],
      thresholds: { statements: 95, branches: 95, functions: 95, lines: 95 },
    },
    projects: [
      {
        ...sources,
        test: {
          name: "node",
          // A test that hangs fails; one on a busy machine does not.
          testTimeout: 60_000,
          // The memory tests measure what is left after a collection.
          execArgv: ["--expose-gc"],
          include: ["packages/*/test/**/*.test.ts", "examples/test/**/*.test.ts", "tests/**/*.test.ts"],
        },
      },
      {
        ...sources,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "./tsconfig.typetest.json",
          },
        },
      },
    ],
  },
});
