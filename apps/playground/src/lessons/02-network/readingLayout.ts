/** A rectangle on the page, in pixels. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Neurons of a layer, in rows. */
export type Grid = Box & { readonly columns: number; readonly rows: number; readonly cell: number };

/** Where everything of a reading is drawn. */
export type ReadingLayout = {
  readonly height: number;
  readonly image: Box;
  readonly hidden: readonly Grid[];
  readonly outputs: Box;
};

const height = 250;

/** The picture at the left, the outputs at the right, and the hidden layers evenly between them. */
export function layoutReading(width: number, hiddenWidths: readonly number[]): ReadingLayout {
  const isNarrow = width < 560;
  const side = isNarrow ? 96 : 170;
  const outputs = isNarrow ? 104 : 220;
  const room = width - side - outputs;
  const share = room / hiddenWidths.length;
  const hidden = hiddenWidths.map((count, i): Grid => {
    const columns = Math.max(1, Math.min(count, Math.round(Math.sqrt(count / 2))));
    const rows = Math.ceil(count / columns);
    const cell = Math.min(15, (height - 8) / rows, (share - (isNarrow ? 30 : 80)) / columns);
    const [gridWidth, gridHeight] = [cell * columns, cell * rows];
    const middle = side + share * (i + 0.5);
    return {
      x: middle - gridWidth / 2,
      y: (height - gridHeight) / 2,
      width: gridWidth,
      height: gridHeight,
      columns,
      rows,
      cell,
    };
  });
  return {
    height,
    image: { x: 0, y: (height - side) / 2, width: side, height: side },
    hidden,
    outputs: { x: width - outputs, y: 0, width: outputs, height },
  };
}

/** The middle of a neuron in its grid. */
export function middleOf({ x, y, columns, cell }: Grid, neuron: number): readonly [x: number, y: number] {
  return [x + ((neuron % columns) + 0.5) * cell, y + (Math.floor(neuron / columns) + 0.5) * cell];
}
