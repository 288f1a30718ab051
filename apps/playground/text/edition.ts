import type { Browser, Page } from "playwright";
import { lessons } from "../src/lessons/contents.ts";
import type { Lesson } from "../src/lessons/lesson.ts";
import { toMarkdown } from "./markdown.ts";

/** The files of the text edition by their paths below docs/lessons. */
export type Edition = {
  readonly texts: Readonly<Record<string, string>>;
  readonly pictures: Readonly<Record<string, Uint8Array>>;
};

const name = ({ number, slug }: Lesson): string => `${String(number).padStart(2, "0")}-${slug}`;
const fileOf = (slug: string): string => {
  const lesson = lessons.find((lesson) => lesson.slug === slug);
  return lesson === undefined ? "README.md" : `${name(lesson)}.md`;
};
const notice = "<!-- Written by `npm run docs:lessons` from the pages of apps/playground: change those. -->";

/** Reads every lesson as the page at `site` shows it when it is opened, and takes pictures of its figures where they are wanted. */
export async function textEdition(
  browser: Browser,
  site: string,
  { pictures: wanted }: { readonly pictures: boolean },
): Promise<Edition> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 900 },
    deviceScaleFactor: 1.5,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const encoder = await context.newPage();
  const texts: Record<string, string> = { "README.md": indexPage() };
  const pictures: Record<string, Uint8Array> = {};
  for (const [i, lesson] of lessons.entries()) {
    await page.goto(`${site}#/${lesson.slug}`);
    await page.waitForSelector(`article[data-lesson="${lesson.slug}"][data-ready="true"]`);
    const html = await page.innerHTML("article > .body");
    const body = toMarkdown(html, { fileOf, pictureOf: (id) => `pictures/${name(lesson)}-${id}.webp` });
    texts[`${name(lesson)}.md`] = lessonPage(lesson, body, lessons[i - 1], lessons[i + 1]);
    if (!wanted) continue;
    for (const [id, picture] of await picturesOf(page)) {
      pictures[`pictures/${name(lesson)}-${id}.webp`] = await toWebp(encoder, picture);
    }
  }
  await context.close();
  return { texts, pictures };
}

function lessonPage(lesson: Lesson, body: string, before?: Lesson, next?: Lesson): string {
  const { number, slug, title, summary, examples } = lesson;
  const link = (words: string, lesson: Lesson | undefined): string[] =>
    lesson === undefined ? [] : [`${words}: [${lesson.title}](${fileOf(lesson.slug)})`];
  const around = [...link("Before", before), ...link("Next", next)].join(" · ");
  const commands = examples.map((name) => `npm run example -- ${name}`).join("\n");
  const inNode = examples.length === 0 ? "" : `The same in Node:\n\n\`\`\`sh\n${commands}\n\`\`\`\n\n`;
  return `${notice}

# ${number}. ${title}

${summary} To touch it, run \`npm run playground\` and open \`#/${slug}\`.

${body}

---

${inNode}${around}
`;
}

function indexPage(): string {
  const rows = lessons.map((lesson) => {
    const { number, slug, title, summary, examples } = lesson;
    const links = examples.map((name) => `\`${name}\``).join(", ");
    return `| ${number} | [${title}](${fileOf(slug)}) | ${summary} | ${links} |`;
  });
  return `${notice}

# How a neural network learns

Twelve lessons, as text with pictures. In the browser they can be touched: every picture is computed in the page, and changes with
what you drag, choose and draw.

\`\`\`sh
npm run playground
\`\`\`

| | Lesson | What it answers | [Example](../../examples) in Node |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

/** Pictures of the figures of the open lesson, without what only a reader at a screen can use. */
async function picturesOf(page: Page): Promise<[id: string, picture: Uint8Array][]> {
  await page.addStyleTag({
    content:
      "figure.figure > h3, figure.figure > figcaption, figure.figure .controls, figure.figure .buttons { display: none } figure.figure { border: 0; border-radius: 0 }",
  });
  await page.waitForFunction(() => document.querySelector('[data-settled="false"]') === null, undefined, {
    timeout: 180_000,
  });
  const pictures: [string, Uint8Array][] = [];
  for (const figure of await page.locator("figure.figure").all()) {
    pictures.push([
      (await figure.getAttribute("id")) ?? "",
      await figure.screenshot({ animations: "disabled" }),
    ]);
  }
  return pictures;
}

/** A third as large as PNG, and to the eye the same. */
async function toWebp(encoder: Page, png: Uint8Array): Promise<Uint8Array> {
  const encoded = await encoder.evaluate(
    async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      const canvas = document.createElement("canvas");
      canvas.width = picture.naturalWidth;
      canvas.height = picture.naturalHeight;
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
      return canvas.toDataURL("image/webp", 0.85);
    },
    `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
  );
  return Buffer.from(encoded.slice(encoded.indexOf(",") + 1), "base64");
}
