import { signal } from "@preact/signals";

/** Which lesson is open, and what its address says of its state: `#/playground?noise=0.1`. */
export type Route = { readonly slug: string; readonly query: string };

function read(): Route {
  const [, slug = "", query = ""] = /^#\/([a-z0-9-]*)(?:\?(.*))?$/.exec(window.location.hash) ?? [];
  return { slug, query };
}

export const route = signal<Route>(read());
window.addEventListener("hashchange", () => {
  route.value = read();
});

/** The address of a lesson, as a link. */
export const addressOf = (slug: string, query = ""): string => `#/${slug}${query === "" ? "" : `?${query}`}`;

/** Writes the state of the open lesson into its address, where it can be copied, without a new entry in the history. */
export function replaceQuery(query: string): void {
  const { slug } = route.peek();
  window.history.replaceState(null, "", addressOf(slug, query));
}
