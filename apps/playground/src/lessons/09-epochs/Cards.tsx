import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { useWidth } from "../../plots/useWidth.ts";
import { card, layOut } from "./layout.ts";

export type CardsProps = {
  /** The batches of the epoch, each with the numbers of its examples. */
  readonly batches: readonly (readonly number[])[];
  /** How many batches have been taken. */
  readonly taken: number;
  /** Which examples are in no batch. */
  readonly leftOut: readonly number[];
  /** Room for so many of them, so that all epochs need the same. */
  readonly roomForLeftOut: number;
  /** How many examples a full batch has. */
  readonly capacity: number;
  /** How many examples there are: those of the first half are of one class, the others of the other. */
  readonly count: number;
};

/** In a narrower tray, in pixels, only the number of a batch has room. */
const roomForName = 80;

/** The cards of an epoch in their batches; from epoch to epoch they move to where they belong next. */
export function Cards(props: CardsProps): JSX.Element {
  const { batches, taken, leftOut, roomForLeftOut, capacity, count } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box).value;
  const groups = [...batches, leftOut];
  const { trays, cards, height } = layOut(
    batches.map((batch) => batch.length),
    capacity,
    { count: leftOut.length, room: roomForLeftOut },
    Math.max(120, width),
  );
  const seen = new Set<number>();
  const placed = groups
    .flatMap((group, i) =>
      group.map((example, j) => {
        // An example that was drawn twice has two cards.
        const key = seen.has(example) ? `${example} in ${i} ${j}` : String(example);
        seen.add(example);
        return { key, example, group: i, place: cards[i][j] };
      }),
    )
    // In one order always, so that cards are moved and not made anew.
    .toSorted((a, b) => a.example - b.example);
  return (
    <div
      ref={box}
      class="deck"
      style={{ height: `${height}px` }}
      role="group"
      aria-label={spoken(batches, taken)}
    >
      {width === 0
        ? null
        : trays.map(({ x, y, ...size }, i) => (
            <div
              key={`tray ${i}`}
              class={`tray ${i >= batches.length ? "out" : i === taken - 1 ? "now" : i < taken ? "taken" : "to-come"}`}
              style={{
                transform: `translate(${x}px, ${y}px)`,
                width: `${size.width}px`,
                height: `${size.height}px`,
              }}
            >
              {i >= batches.length ? "in none" : size.width < roomForName ? i + 1 : `batch ${i + 1}`}
            </div>
          ))}
      {width === 0
        ? null
        : placed.map(({ key, example, group, place }) => (
            <span
              key={key}
              class={`card ${example < count / 2 ? "first" : "second"} ${group < taken ? "seen" : ""}`}
              style={{
                transform: `translate(${place.x}px, ${place.y}px)`,
                width: `${card.width}px`,
                height: `${card.height}px`,
              }}
              aria-hidden="true"
            >
              {example + 1}
            </span>
          ))}
    </div>
  );
}

/** What is in the batch that was taken last. */
const spoken = (batches: readonly (readonly number[])[], taken: number): string =>
  taken === 0
    ? `An epoch of ${batches.length} batches, none of which is taken yet`
    : `Batch ${taken} of ${batches.length}: examples ${batches[taken - 1].map((example) => example + 1).join(", ")}`;
