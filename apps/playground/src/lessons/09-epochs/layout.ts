/** A place in pixels. */
export type Place = { readonly x: number; readonly y: number };

/** A frame around the cards of a batch. */
export type Tray = Place & { readonly width: number; readonly height: number };

export const card = { width: 24, height: 32, gap: 4 } as const;
const padding = 7;
const label = 18;

/** Lays batches out in rows as wide as there is room: trays, and places for the cards within. */
export function layOut(sizes: readonly number[], capacity: number, width: number) {
  const step = card.width + card.gap;
  const columns = Math.max(1, Math.min(capacity, Math.floor((width - 2 * padding + card.gap) / step)));
  const trayWidth = columns * step - card.gap + 2 * padding;
  const lines = Math.ceil(capacity / columns);
  const trayHeight = lines * (card.height + card.gap) - card.gap + 2 * padding + label;
  const perRow = Math.max(1, Math.floor((width + 10) / (trayWidth + 10)));
  const trays = sizes.map(
    (_, i): Tray => ({
      x: (i % perRow) * (trayWidth + 10),
      y: Math.floor(i / perRow) * (trayHeight + 10),
      width: trayWidth,
      height: trayHeight,
    }),
  );
  const cards = sizes.map((size, i) =>
    Array.from(
      { length: size },
      (_, j): Place => ({
        x: trays[i].x + padding + (j % columns) * step,
        y: trays[i].y + padding + label + Math.floor(j / columns) * (card.height + card.gap),
      }),
    ),
  );
  const rows = Math.ceil(sizes.length / perRow);
  return { trays, cards, height: rows * (trayHeight + 10) - 10 };
}
