import { computed, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const preference = window.matchMedia("(prefers-color-scheme: dark)");
const preferred = signal<Theme>(preference.matches ? "dark" : "light");
preference.addEventListener("change", () => {
  preferred.value = preference.matches ? "dark" : "light";
});

const chosen = signal<Theme | null>((document.documentElement.dataset["theme"] as Theme | undefined) ?? null);

/** The colors of the page: those chosen here, or else those that the system prefers. */
export const theme = computed<Theme>(() => chosen.value ?? preferred.value);

/** Chooses colors, and keeps the choice for the next visit where the browser lets it. */
export function chooseTheme(theme: Theme): void {
  chosen.value = theme;
  document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

/** A color of the page by its name in tokens.css, for canvases, which know no variables. Follows the theme. */
export function colorOf(name: string): string {
  void theme.value;
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
