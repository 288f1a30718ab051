import { describe, expect, it } from "vitest";
import { lessons } from "../src/lessons/contents.ts";
import { findBarriers, lessonsInBrowser, overflowOf, takeScreenshot, type Width } from "./open.ts";

/* What holds for every lesson; that each teaches what it should is tested in a file of its own. */

const open = lessonsInBrowser();
const pages = ["", ...lessons.map(({ slug }) => slug)];

describe.each(pages)("the page #/%s", (slug) => {
  const name = slug === "" ? "contents" : slug;

  it.each(["desktop", "phone"] satisfies Width[])("fits on a %s and keeps nobody out", async (width) => {
    const page = await open(slug, { width });
    await takeScreenshot(page, `${name}-${width}`);
    expect(await overflowOf(page)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
  });

  it("keeps nobody out in dark colors", async () => {
    const page = await open(slug, { theme: "dark" });
    await takeScreenshot(page, `${name}-dark`);
    expect(await findBarriers(page)).toEqual([]);
  });
});
