// Removes all build output, so that a renamed source leaves nothing behind in a published package.
import { rmSync } from "node:fs";
import { publishedPackages, root } from "./packages.ts";

for (const name of publishedPackages) {
  rmSync(new URL(`packages/${name}/dist`, root), { recursive: true, force: true });
}
