import type { Arrow, Direction, Layout, Point, Size } from "./layout.ts";
import { LINE, textMarkup } from "./lettering.ts";
import { element, rounded } from "./markup.ts";

/** Length of an arrow's head. */
const HEAD = 7;

/** The points through which each arrow goes, from the side of one box to the side of another. */
export function routes(
  boxes: readonly Size[],
  arrows: readonly Arrow[],
  layout: Layout,
  direction: Direction,
): Point[][] {
  const isRight = direction === "right";
  const across = (point: Point): number => (isRight ? point.y : point.x);
  const widest = new Map<number, number>();
  layout.boxes.forEach(({ x, y }, i) => {
    const [rank, depth] = isRight ? [x, boxes[i].width] : [y, boxes[i].height];
    widest.set(rank, Math.max(widest.get(rank) ?? 0, depth));
  });
  const points = layout.arrows.map(({ way }) => [...way]);
  for (const end of ["from", "to"] as const) {
    boxes.forEach((box, i) => {
      const next = (arrow: number): number =>
        across(layout.arrows[arrow].way.at(end === "from" ? 0 : -1) as Point);
      const here = [...arrows.keys()]
        .filter((arrow) => arrows[arrow][end] === i)
        .sort((a, b) => next(a) - next(b));
      const [length, depth] = isRight ? [box.height, box.width] : [box.width, box.height];
      const gap = Math.min(16, (length - 14) / here.length);
      const toward = end === "from" ? 1 : -1;
      const { x, y } = layout.boxes[i];
      here.forEach((arrow, place) => {
        const aside = (place - (here.length - 1) / 2) * gap;
        // Straight past the widest box of the rank, then bent.
        const clear = widest.get(isRight ? x : y) as number;
        const ports = (clear - depth > 3 * HEAD ? [depth, clear] : [depth]).map((extent) => {
          const along = (toward * extent) / 2;
          return isRight ? { x: x + along, y: y + aside } : { x: x + aside, y: y + along };
        });
        if (end === "from") points[arrow].unshift(...ports);
        else points[arrow].push(...ports.reverse());
      });
    });
  }
  return points;
}

export interface EdgeLook {
  /** What passed along it in the backward pass, and whether it does so now; undefined where nothing has. */
  readonly passed: "now" | "before" | undefined;
  readonly label: string;
}

/** An arrow as markup: back, where a gradient has passed along it. */
export function edgeMarkup(
  route: readonly Point[],
  { passed, label }: EdgeLook,
  at: Point,
  size: Size,
  direction: Direction,
): string {
  const way = passed === undefined ? route : [...route].reverse();
  const tip = way[way.length - 1];
  const toward = passed === undefined ? 1 : -1;
  const [dx, dy] = direction === "right" ? [toward * HEAD, 0] : [0, toward * HEAD];
  const base = { x: tip.x - dx, y: tip.y - dy };
  const side = HEAD / 2;
  const corners =
    direction === "right"
      ? [tip, { x: base.x, y: base.y - side }, { x: base.x, y: base.y + side }]
      : [tip, { x: base.x - side, y: base.y }, { x: base.x + side, y: base.y }];
  const isLabelled = passed !== undefined && label !== "";
  return element(
    "g",
    {
      class: [
        "edge",
        ...(passed === undefined ? [] : ["passed"]),
        ...(passed === "now" ? ["current"] : []),
      ].join(" "),
    },
    element("path", {
      d: curve([...way.slice(0, -1), base], direction),
      fill: "none",
      "stroke-width": passed === "now" ? 2 : 1.2,
    }),
    element("polygon", { points: corners.map(({ x, y }) => `${rounded(x)},${rounded(y)}`).join(" ") }),
    ...(isLabelled
      ? [
          element("rect", {
            class: "label",
            x: at.x - size.width / 2,
            y: at.y - LINE / 2,
            width: size.width,
            height: LINE,
            rx: LINE / 2,
          }),
          textMarkup(label, { x: at.x, y: at.y + 4, "text-anchor": "middle" }),
        ]
      : []),
  );
}

/** A smooth way through points that arrives at each of them straight. */
function curve(points: readonly Point[], direction: Direction): string {
  const [start, ...others] = points;
  let [way, from] = [`M${rounded(start.x)},${rounded(start.y)}`, start];
  for (const to of others) {
    const bends =
      direction === "right"
        ? [(from.x + to.x) / 2, from.y, (from.x + to.x) / 2, to.y]
        : [from.x, (from.y + to.y) / 2, to.x, (from.y + to.y) / 2];
    way += `C${[...bends, to.x, to.y].map(rounded).join(" ")}`;
    from = to;
  }
  return way;
}
