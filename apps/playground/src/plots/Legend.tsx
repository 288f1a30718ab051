import type { JSX } from "preact";
import { paint } from "./marks.tsx";

/** Which color is what. */
export function Legend({ entries }: { readonly entries: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <ul class="legend">
      {Object.entries(entries).map(([name, color]) => (
        <li key={name}>
          <i style={{ background: paint(color) }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
