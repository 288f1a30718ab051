/** A place in pixels. */
export type Place = { readonly x: number; readonly y: number };

/** A frame around the cards of a batch. */
export type Tray = Place & { readonly width: number; readonly height: number };

export const card = { width: 24, height: 32, gap: 4 } as const;
const padding = 7;
const label = 18;
const gap = 10;

/** Where everything is: trays, and within them the cards. The last tray is for examples in no batch, if there is room for any. */
export type DeckLayout = {
  readonly trays: readonly Tray[];
  readonly cards: readonly (readonly Place[])[];
  readonly height: number;
};

const step = card.width + card.gap;

/** How many cards are beside each other in a tray for so many, and how high that is. */
function shapeOf(capacity: number, width: number): { columns: number; height: number } {
  const columns = Math.max(1, Math.min(capacity, Math.floor((width - 2 * padding + card.gap) / step)));
  const lines = Math.ceil(capacity / columns);
  return { columns, height: lines * (card.height + card.gap) - card.gap + 2 * padding + label };
}

const widthOf = (columns: number): number => columns * step - card.gap + 2 * padding;

/** Lays batches out in rows as wide as there is room, and below them a tray of its own for the examples left out. */
export function layOut(
  sizes: readonly number[],
  capacity: number,
  leftOut: { readonly count: number; readonly room: number },
  width: number,
): DeckLayout {
  const { columns, height } = shapeOf(capacity, width);
  const perRow = Math.max(1, Math.floor((width + gap) / (widthOf(columns) + gap)));
  const trays = sizes.map(
    (_, i): Tray => ({
      x: (i % perRow) * (widthOf(columns) + gap),
      y: Math.floor(i / perRow) * (height + gap),
      width: widthOf(columns),
      height,
    }),
  );
  const cards = sizes.map((size, i) => placesIn(trays[i], size, columns));
  const bottom = Math.ceil(sizes.length / perRow) * (height + gap);
  const room = Math.max(leftOut.room, leftOut.count);
  if (room === 0) return { trays, cards, height: bottom - gap };
  const rest = shapeOf(room, width);
  const tray = { x: 0, y: bottom, width: widthOf(rest.columns), height: rest.height };
  return {
    trays: [...trays, tray],
    cards: [...cards, placesIn(tray, leftOut.count, rest.columns)],
    height: bottom + rest.height,
  };
}

const placesIn = ({ x, y }: Tray, count: number, columns: number): Place[] =>
  Array.from({ length: count }, (_, j) => ({
    x: x + padding + (j % columns) * step,
    y: y + padding + label + Math.floor(j / columns) * (card.height + card.gap),
  }));
