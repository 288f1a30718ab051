import { Graph, layout } from "@dagrejs/dagre";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An arrow between two boxes, by their indices, with room for a label. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly label: Size;
}

/** Where data flows in a picture. */
export type Direction = "right" | "down";

export interface Layout extends Size {
  /** The middle of each box. */
  readonly boxes: readonly Point[];
  /** For each arrow, the points on its way between the boxes, and the middle of its label. */
  readonly arrows: readonly { readonly way: readonly Point[]; readonly label: Point }[];
}

/** The layout that was computed last, and of what. */
let latest: { readonly key: string; readonly layout: Layout } | undefined;

/**
 * Places boxes so that all arrows point one way and cross little (Gansner et al. 1993, by dagre). The pictures of one backward
 * pass have the same boxes, and to lay these out takes most of the time that a picture takes: so the last layout is kept.
 */
export function placed(boxes: readonly Size[], arrows: readonly Arrow[], direction: Direction): Layout {
  const key = JSON.stringify([direction, boxes.map(({ width, height }) => [width, height]), arrows]);
  if (latest?.key !== key) latest = { key, layout: layOut(boxes, arrows, direction) };
  return latest.layout;
}

function layOut(boxes: readonly Size[], arrows: readonly Arrow[], direction: Direction): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === "right" ? "LR" : "TB",
    nodesep: 22,
    edgesep: 14,
    ranksep: 44,
    marginx: 16,
    marginy: 16,
  });
  boxes.forEach(({ width, height }, i) => graph.setNode(String(i), { width, height }));
  // Among layouts as good as each other, dagre's choice puts first what is connected last.
  for (const [i, { from, to, label }] of [...arrows.entries()].reverse()) {
    graph.setEdge(String(from), String(to), { ...label, labelpos: "c" }, String(i));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return {
    width,
    height,
    boxes: boxes.map((_, i) => pointOf(graph.node(String(i)))),
    arrows: arrows.map(({ from, to }, i) => {
      const edge = graph.edge(String(from), String(to), String(i)) as Point & { points: readonly Point[] };
      const way = edge.points.slice(1, -1).map(pointOf);
      return { way, label: Number.isFinite(edge.x) ? pointOf(edge) : way[way.length >> 1] };
    }),
  };
}

function pointOf({ x, y }: Point): Point {
  return { x, y };
}
