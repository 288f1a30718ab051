import { signal } from "@preact/signals";

const query = window.matchMedia("(max-width: 40rem)");

/** Whether the page is as narrow as a phone: drawings that flow to the right flow down there. */
export const isNarrow = signal(query.matches);
query.addEventListener("change", () => {
  isNarrow.value = query.matches;
});
