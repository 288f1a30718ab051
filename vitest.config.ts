import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findBrowser } from "./scripts/browser.ts";

// The packages are tested as sources: no build is needed, and no stale one can be picked up.
const conditions = ["@chainrule/source"];
const sources = { resolve: { conditions }, ssr: { resolve: { conditions } } };

const executablePath = findBrowser();

/** Tests in a browser, in a page that may share memory with workers or in one that may not. */
function browser(name: string, headers: Readonly<Record<string, string>>) {
  return {
    resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
    server: { headers },
    test: {
      name,
      testTimeout: 60_000,
      include: ["packages/wasm/test/**/*.test.ts"],
      // What needs Node's own modules.
      exclude: ["packages/*/test/node/**"],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        instances: [{ browser: "chromium" as const }],
        provider: playwright({
          launchOptions: {
            executablePath: executablePath ?? "",
            args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
          },
        }),
      },
    },
  };
}

export default defineConfig({
  test: {
    // All cores: much of the time is spent waiting for a page or another process.
    maxWorkers: "100%",
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
          include: [
            "packages/*/test/**/*.test.ts",
            "examples/test/**/*.test.ts",
            "tests/**/*.test.ts",
            "apps/*/test/**/*.test.ts",
          ],
          exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
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
      ...(executablePath === null
        ? []
        : [
            browser("browser", {}),
            {
              ...sources,
              test: {
                name: "lessons",
                testTimeout: 120_000,
                hookTimeout: 120_000,
                // A page on a busy machine takes its time.
                expect: { poll: { timeout: 30_000 } },
                globalSetup: ["apps/playground/test/site.ts"],
                include: ["apps/playground/test/**/*.browser.test.ts"],
              },
            },
            browser("isolated browser", {
              "Cross-Origin-Opener-Policy": "same-origin",
              "Cross-Origin-Embedder-Policy": "require-corp",
            }),
          ]),
    ],
  },
});
