import { gfm } from "@joplin/turndown-plugin-gfm";
import TurndownService from "turndown";

export type MarkdownOptions = {
  /** The file of the lesson with that slug, for links. */
  readonly fileOf: (slug: string) => string;
  /** The picture of the figure with that id. */
  readonly pictureOf: (id: string) => string;
};

/** A lesson as Markdown, from what the page shows: prose as it is, formulas as TeX, figures as pictures. */
export function toMarkdown(html: string, { fileOf, pictureOf }: MarkdownOptions): string {
  const service = new TurndownService({
    headingStyle: "atx",
    bulletListMarker: "-",
    codeBlockStyle: "fenced",
    emDelimiter: "*",
  });
  service.use(gfm);
  service.remove(["script", "style", "button", "footer"]);

  const find = (node: Node, selector: string): Element | null => (node as Element).querySelector(selector);
  const has = (node: Node, name: string): boolean =>
    ((node as Element).getAttribute("class") ?? "").split(" ").includes(name);
  const texOf = (node: Node): string =>
    find(node, 'annotation[encoding="application/x-tex"]')?.textContent?.trim() ?? "";

  service.addRule("formula on a line of its own", {
    filter: (node) => has(node, "formula"),
    replacement: (_content, node) => `\n\n$$\n${texOf(node)}\n$$\n\n`,
  });
  service.addRule("formula", {
    filter: (node) => has(node, "katex"),
    replacement: (_content, node) => `$${texOf(node)}$`,
  });
  service.addRule("term", { filter: "dfn", replacement: (content) => `**${content}**` });
  service.addRule("program", {
    filter: (node) => has(node, "listing"),
    replacement: (_content, node) => `\n\n\`\`\`ts\n${(node.textContent ?? "").trimEnd()}\n\`\`\`\n\n`,
  });
  service.addRule("program to run", {
    filter: (node) => (node as Element).hasAttribute("data-source"),
    replacement: (_content, node) =>
      `\n\n\`\`\`ts\n${((node as Element).getAttribute("data-source") ?? "").trimEnd()}\n\`\`\`\n\n`,
  });
  service.addRule("figure", {
    filter: (node) => has(node, "figure"),
    replacement: (_content, node) => {
      const title = find(node, "h3")?.textContent ?? "";
      const caption = find(node, "figcaption");
      const text = caption === null ? "" : `\n\n*${service.turndown(caption.innerHTML).replaceAll("*", "")}*`;
      return `\n\n**${title}**\n\n![${title}](${pictureOf((node as Element).id)})${text}\n\n`;
    },
  });
  service.addRule("link", {
    filter: (node) =>
      node.nodeName === "A" && (node as Element).getAttribute("href")?.startsWith("#/") === true,
    replacement: (content, node) => {
      const [slug] = ((node as Element).getAttribute("href") ?? "").slice(2).split("?");
      return `[${content}](${fileOf(slug)})`;
    },
  });
  return service.turndown(html).replaceAll(/[ \t]+$/gm, "");
}
