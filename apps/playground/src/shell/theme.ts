import { type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const root = document.documentElement;
/** The colors of the page: those chosen here, or else those that the system prefers. index.html has set the first. */
const current = signal(root.dataset["theme"] as Theme);
export const theme: ReadonlySignal<Theme> = current;

function use(theme: Theme): void {
  root.dataset["theme"] = theme;
  current.value = theme;
}

let isChosen = readChoice() !== null;
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
  if (!isChosen) use(matches ? "dark" : "light");
});

/** Chooses colors, and keeps the choice for the next visit where the browser lets it. */
export function chooseTheme(theme: Theme): void {
  isChosen = true;
  use(theme);
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

function readChoice(): string | null {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
}

/** A color of the page by its name in tokens.css, for canvases, which know no variables. Follows the theme. */
export function colorOf(name: string): string {
  void theme.value;
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
