import { describe, expect, it } from "vitest";
import { lessons } from "../src/lessons/contents.ts";
import { findBarriers, lessonsInBrowser, overflowOf, takeScreenshot, type Width } from "./open.ts";

/* What holds for every lesson; that each teaches what it should is tested in a file of its own. */

const open = lessonsInBrowser();
const pages = ["", ...lessons.map(({ slug }) => slug)];

describe.each(pages)("the page #/%s", (slug) => {
  const name = slug === "" ? "contents" : slug;

  it.each(["desktop", "phone"] satisfies Width[])("fits on a %s and keeps nobody out", async (width) => {
    const lesson = await open(slug, { width });
    await takeScreenshot(lesson, `${name}-${width}`);
    expect(await overflowOf(lesson)).toBe(0);
    expect(await findBarriers(lesson)).toEqual([]);
    if (width === "phone") return;
    // At nightfall, in the page as it is.
    await lesson.page.emulateMedia({ colorScheme: "dark" });
    await takeScreenshot(lesson, `${name}-dark`);
    expect(await findBarriers(lesson, "color-contrast")).toEqual([]);
  });
});
