import type { TestProject } from "vitest/node";
import { serveSite } from "./serveSite.ts";

declare module "vitest" {
  export interface ProvidedContext {
    site: string;
  }
}

/** Serves the lessons to all tests in a browser. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await serveSite();
  project.provide("site", url);
  return close;
}
