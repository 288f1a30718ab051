import { Value } from "@chainrule/autograd";
import { formatShape } from "./shape.ts";

/**
 * A module in words: its class, the shapes of its Values and its settings; below, what it is made of, each under its path in
 * the state dict. What can be reached in two ways is shown in full the first time only.
 */
export function moduleText(module: object, isModule: (part: unknown) => part is object): string {
  const seen = new Set<unknown>();

  function describe(part: object): string {
    const { name } = part.constructor;
    if (seen.has(part)) return `${name}(…)`;
    seen.add(part);
    const settings: string[] = [];
    const children: string[] = [];
    collect(part, "", settings, children);
    const head = `${name}(${settings.join(", ")}`;
    if (children.length === 0) return `${head})`;
    const lines = children.map((child) => `\n  ${child.replaceAll("\n", "\n  ")}`);
    return `${head}${lines.join("")}\n)`;
  }

  function collect(holder: object, prefix: string, settings: string[], children: string[]): void {
    for (const [key, part] of Object.entries(holder)) {
      const path = prefix + key;
      if (path === "training" || part === undefined || typeof part === "function") continue;
      if (isModule(part)) children.push(`(${path}): ${describe(part)}`);
      else if (part instanceof Value) settings.push(`${path}=${formatShape(part.shape)}`);
      else if (typeof part !== "object" || part === null) settings.push(`${key}=${JSON.stringify(part)}`);
      else if (Array.isArray(part) && part.every((entry) => typeof entry !== "object" || entry === null))
        settings.push(`${key}=${formatShape(part)}`);
      else if (!seen.has(part) && (Array.isArray(part) || Object.getPrototypeOf(part) === Object.prototype)) {
        seen.add(part);
        collect(part, `${path}.`, settings, children);
      }
    }
  }

  return describe(module);
}
