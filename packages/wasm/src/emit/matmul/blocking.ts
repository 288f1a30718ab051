/** The factors of a product [m, k] · [k, n] in memory, strides in bytes. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly aRow: number;
  readonly aColumn: number;
  readonly bRow: number;
  readonly bColumn: number;
  /** Bytes in an entry. */
  readonly bytes: 4 | 8;
}

/** How a product is cut: panels of rows times panels of columns are tiles, whose sums stay in registers. */
export interface Blocking {
  /** Whether tiles have vectors along the inner axis. */
  readonly isDot: boolean;
  /** Rows of the first `tall` panels; the others have one row less. */
  readonly height: number;
  readonly tall: number;
  readonly rowPanels: number;
  /** Vectors and columns across a panel of columns, and how many such panels there are. */
  readonly vectors: number;
  readonly width: number;
  readonly wholePanels: number;
  /** The same of the narrower panel behind them; 0 where there is none. */
  readonly narrowVectors: number;
  readonly narrowWidth: number;
  readonly columnPanels: number;
  /** How much of the inner axis is multiplied before sums are written, and how many such blocks there are. */
  readonly depth: number;
  readonly depths: number;
  /** Whether blocks of the factors are copied to where a tile reads them front to back. */
  readonly packsA: boolean;
  readonly packsB: boolean;
  /** Panels of rows and of columns in a chunk, and how many chunks there are either way. */
  readonly chunkRows: number;
  readonly chunkColumns: number;
  readonly rowChunks: number;
  readonly columnChunks: number;
}

/**
 * Tiles, by their rows and vectors: sums, a row of b and an entry of a fit into the 15 registers that V8 has for them. The third
 * number is how much of the speed of the first one was measured.
 */
const TILES = [
  [6, 2, 1],
  [3, 3, 0.93],
  [12, 1, 0.88],
  [2, 4, 0.88],
  [1, 6, 0.8],
] as const;

/** How many vectors of sums a tile has whose vectors go along the inner axis. */
const DOT_SUMS = 8;
/** Up to so many rows that is faster than to turn the other factor. */
const FEW = 6;

/** The inner axis is cut evenly into blocks of at most this: a panel of b then stays in the first cache. */
const DEPTH = 320;
/** A chunk's block of b has at most this many bytes, to stay in the second cache. */
const MOST_BYTES = 1 << 18;
/** From so many rows or columns on, a factor is read often enough to be packed, although a tile could read it as it lies. */
const MANY = 96;
/** Tenths of a cycle that it takes to fetch an entry which another core has written. */
const FOREIGN = 16;
/** How deep a block must be for a's columns to lie in too many places. */
const DEEP = 128;

/** @param chunks about how many chunks the product is worth. */
export function blockingOf(product: Product, chunks: number): Blocking {
  const { m, n, k, aRow, aColumn, bRow, bColumn, bytes } = product;
  const lanes = 16 / bytes;
  const isDot = m <= FEW && aColumn === bytes && bRow === bytes && (n === 1 || bColumn !== bytes);
  const [most, vectors] = isDot
    ? [Math.min(m, 2), DOT_SUMS / (Math.min(m, 2) * lanes)]
    : tileFor(m, n, lanes);
  const rowPanels = Math.ceil(m / most);
  const height = Math.ceil(m / rowPanels);
  const width = vectors * lanes;
  const columnPanels = Math.ceil(n / width);
  const narrowWidth = n % width;
  const even = Math.ceil(k / Math.ceil(k / (isDot ? 4 * DEPTH : DEPTH)));
  const depth = even === k ? k : Math.ceil(even / 4) * 4;
  const packsA = !isDot && aRow === bytes && aColumn !== bytes && n >= MANY && depth >= DEEP;
  const packsB = !isDot && (bColumn !== bytes || m >= MANY);
  const [chunkRows, chunkColumns] = panelsInChunk();
  return {
    isDot,
    height,
    tall: rowPanels - (height * rowPanels - m),
    rowPanels,
    vectors,
    width,
    wholePanels: Math.floor(n / width),
    narrowVectors: Math.ceil(narrowWidth / lanes),
    narrowWidth,
    columnPanels,
    depth,
    depths: Math.ceil(k / depth),
    packsA,
    packsB,
    chunkRows,
    chunkColumns,
    rowChunks: Math.ceil(rowPanels / chunkRows),
    columnChunks: Math.ceil(columnPanels / chunkColumns),
  };

  /** Panels of rows and of columns in a chunk: those that cost least beside the multiplications. */
  function panelsInChunk(): readonly [rows: number, columns: number] {
    const fewest = packsB ? Math.ceil((columnPanels * vectors * 16 * depth) / MOST_BYTES) : 1;
    let best: readonly [number, number] = [rowPanels, columnPanels];
    let least = Number.POSITIVE_INFINITY;
    for (let wide = fewest; wide <= Math.max(fewest, Math.min(1.5 * chunks, columnPanels)); wide++) {
      const columns = Math.ceil(columnPanels / wide);
      const rows = Math.ceil(rowPanels / Math.min(rowPanels, Math.ceil(chunks / wide)));
      const cost = costOf(rows, columns);
      if (cost < least) [best, least] = [[rows, columns], cost];
    }
    return best;
  }

  /**
   * What chunks of so many panels cost beside the multiplications, in tenths of a cycle for each entry of the inner axis: reading
   * or copying the factors for each, fetching what another core has, and waiting for the last. About as many as are wanted.
   */
  function costOf(rows: number, columns: number): number {
    const [tall, wide] = [Math.ceil(rowPanels / rows), Math.ceil(columnPanels / columns)];
    const copied = wide * m * (packsA ? 4 : 1) + tall * n * (packsB ? 4 : 1);
    // Threads find their own rows of what is cut along rows of memory: a and the result, or b, if its rows are columns here.
    const isByRows = tall > 1;
    const foreign = (isByRows ? 0 : m + (m * n) / k) + (isByRows || bColumn === bytes ? n : 0);
    const waiting = (4 * Math.ceil((tall * wide) / 4) * rows * columns) / (rowPanels * columnPanels) - 1;
    const cost = copied + FOREIGN * foreign + m * n * Math.max(0, waiting);
    return cost * Math.max(1, chunks / (tall * wide), (tall * wide) / chunks);
  }
}

/** The tile that takes the fewest cycles, two multiplications and two loads starting in each. */
function tileFor(m: number, n: number, lanes: number): readonly [rows: number, vectors: number] {
  let best: readonly [number, number] = [1, 1];
  let least = Number.POSITIVE_INFINITY;
  for (const [most, vectors, speed] of TILES) {
    const panels = Math.ceil(m / most);
    const rows = Math.ceil(m / panels);
    const cycles = (across: number): number =>
      across === 0 ? 0 : Math.max((rows * across) / 2, (rows + across) / 2, LATENCY);
    const width = vectors * lanes;
    const whole = Math.floor(n / width) * cycles(vectors);
    const time = (panels * (whole + cycles(Math.ceil((n % width) / lanes)))) / speed;
    if (time < least) [best, least] = [[most, vectors], time];
  }
  return best;
}

/** Cycles until a sum can be added to again. */
const LATENCY = 4;
