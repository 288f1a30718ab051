import { scaleLinear } from "d3-scale";
import { colorOf } from "../shell/theme.ts";
import { channelsOf, mixed, shareOfDepth } from "./colors.ts";
import { type Field, heightAt } from "./field.ts";
import type { Point } from "./marks.tsx";
import { type Place, projection, type Seen, type View } from "./projection.ts";

export type SurfacePicture = {
  readonly of: Field;
  readonly axes: readonly [x: string, y: string, height: string];
  readonly paths: readonly { readonly points: readonly Point[]; readonly color: string }[];
  readonly top: number;
  readonly view: View;
  readonly width: number;
  readonly height: number;
};

/** Something to draw, and how far away it is. */
type Piece = { readonly distance: number; draw(): void };

/** Draws a landscape with paths over it: what is far first, so that what is near covers it. */
export function drawSurface(canvas: HTMLCanvasElement, picture: SurfacePicture): void {
  const { of, axes, paths, top, view, width, height } = picture;
  const brush = canvas.getContext("2d");
  if (brush === null) return;
  const density = Math.min(2, window.devicePixelRatio);
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  brush.scale(density, density);
  brush.clearRect(0, 0, width, height);

  const see = projection(view, width, height);
  const bottom = Math.min(0, of.low);
  const lift = (value: number): number => Math.min(1, (value - bottom) / (top - bottom));
  const side = (range: readonly [number, number]) => scaleLinear().domain(range).range([-1, 1]);
  const [x, y] = [side(of.x), side(of.y)];
  const at = ([px, py]: Point, value: number): Seen => see([x(px), y(py), lift(value)]);

  drawBox(brush, see, { x: of.x, y: of.y, height: [bottom, top], names: axes });
  const pieces = surfacePieces(brush, of, view, lift, see);
  for (const { points, color } of paths) {
    const shown = points.filter(([px, py]) => Number.isFinite(heightAt(of, px, py)));
    const fine = refine(shown, (of.x[1] - of.x[0]) / of.columns);
    const [ink, casing] = [colorOf(color), colorOf("card")];
    // A little nearer than the surface it lies on.
    const near = 0.06;
    for (let i = 1; i < fine.length; i++) {
      const [from, to] = [fine[i - 1], fine[i]].map((point) => at(point, heightAt(of, ...point)));
      pieces.push({
        distance: Math.min(from[2], to[2]) - near,
        draw: () => strokeLine(brush, from, to, ink, 2.5),
      });
    }
    let [beforeX, beforeY] = [Number.NaN, Number.NaN];
    shown.forEach((point, i) => {
      const place = at(point, heightAt(of, ...point));
      const isEnd = i === shown.length - 1;
      // Dots on top of each other look like one.
      if (!isEnd && Math.hypot(place[0] - beforeX, place[1] - beforeY) < 2) return;
      [beforeX, beforeY] = place;
      pieces.push({
        distance: place[2] - near * 1.5,
        draw: () => fillDot(brush, place, isEnd ? 6 : 2.75, ink, casing),
      });
    });
  }
  pieces.sort((a, b) => b.distance - a.distance);
  for (const piece of pieces) piece.draw();
}

/** The cells of the grid, lit from one side. */
function surfacePieces(
  brush: CanvasRenderingContext2D,
  of: Field,
  { turn }: View,
  lift: (value: number) => number,
  see: (place: Place) => Seen,
): Piece[] {
  const { columns, rows, values } = of;
  const [paper, blue, ink] = ["card", "value", "ink"].map((name) => channelsOf(colorOf(name)));
  const line = colorOf("value");
  const spot = (column: number, row: number): Place => [
    (2 * column) / (columns - 1) - 1,
    (2 * row) / (rows - 1) - 1,
    lift(values[row * columns + column]),
  ];
  const light = ((turn - 60) * Math.PI) / 180;
  const pieces: Piece[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const places = [
        spot(column, row),
        spot(column + 1, row),
        spot(column + 1, row + 1),
        spot(column, row + 1),
      ];
      // Wholly above the box.
      if (places.every(([, , height]) => height >= 1)) continue;
      const corners = places.map(see);
      const mean = places.reduce((sum, [, , height]) => sum + height, 0) / 4;
      const slopeX = places[1][2] - places[0][2];
      const slopeY = places[3][2] - places[0][2];
      const shade = Math.tanh(columns * 0.35 * (slopeX * Math.cos(light) - slopeY * Math.sin(light)));
      const base = paper.map((channel, c) => channel + (blue[c] - channel) * shareOfDepth(mean));
      const fill = mixed(base, shade > 0 ? ink : paper, Math.abs(shade) * (shade > 0 ? 0.14 : 0.25));
      pieces.push({
        distance: corners.reduce((sum, [, , distance]) => sum + distance, 0) / 4,
        draw: () => {
          brush.beginPath();
          for (const [px, py] of corners) brush.lineTo(px, py);
          brush.closePath();
          brush.fillStyle = fill;
          brush.fill();
          brush.globalAlpha = 0.28;
          brush.strokeStyle = line;
          brush.lineWidth = 0.6;
          brush.stroke();
          brush.globalAlpha = 1;
        },
      });
    }
  }
  return pieces;
}

/** The floor with its numbers, and the upright axis. */
function drawBox(
  brush: CanvasRenderingContext2D,
  see: (place: Place) => Seen,
  axes: {
    readonly x: readonly [number, number];
    readonly y: readonly [number, number];
    readonly height: readonly [number, number];
    readonly names: readonly [string, string, string];
  },
): void {
  const [line, muted, ink] = ["line", "muted", "ink"].map(colorOf);
  const write = ([px, py]: Seen, text: string, color: string, align: CanvasTextAlign): void => {
    brush.fillStyle = color;
    brush.textAlign = align;
    brush.textBaseline = "middle";
    brush.font = "12px system-ui, sans-serif";
    brush.fillText(text, px, py);
  };
  const corners: Place[] = [
    [-1, -1, 0],
    [1, -1, 0],
    [1, 1, 0],
    [-1, 1, 0],
  ];
  corners.forEach((corner, i) => strokeLine(brush, see(corner), see(corners[(i + 1) % 4]), line, 1));
  const beside = (place: Place, right: number, down: number): Seen => {
    const [px, py, distance] = see(place);
    return [px + right, py + down, distance];
  };
  // Numbers stand at the two edges of the floor that are nearest.
  const nearest = (a: Place, b: Place): number => (see(a)[2] < see(b)[2] ? -1 : 1);
  const sideY = nearest([0, -1, 0], [0, 1, 0]);
  const sideX = nearest([-1, 0, 0], [1, 0, 0]);
  const floorAxis = (
    range: readonly [number, number],
    name: string,
    place: (share: number, out: number) => Place,
  ) => {
    const scale = scaleLinear().domain(range).range([-1, 1]);
    const isLeft = see(place(0, 1.2))[0] < see([0, 0, 0])[0];
    for (const tick of scale.ticks(5)) {
      strokeLine(brush, see(place(scale(tick), 1)), see(place(scale(tick), 1.06)), muted, 1);
      write(
        beside(place(scale(tick), 1.06), isLeft ? -4 : 4, 9),
        String(tick).replace("-", "−"),
        muted,
        isLeft ? "right" : "left",
      );
    }
    write(beside(place(0, 1.06), isLeft ? -26 : 26, 24), name, ink, isLeft ? "right" : "left");
  };
  floorAxis(axes.x, axes.names[0], (share, out) => [share, sideY * out, 0]);
  floorAxis(axes.y, axes.names[1], (share, out) => [sideX * out, share, 0]);

  // Upright at the corner that is farthest to the left.
  const left = corners.reduce((a, b) => (see(b)[0] < see(a)[0] ? b : a));
  const up = (height: number, out = 1): Seen => see([left[0] * out, left[1] * out, height]);
  strokeLine(brush, up(0), up(1), muted, 1);
  const scale = scaleLinear().domain(axes.height).range([0, 1]);
  const isUpright = Math.abs(up(1)[1] - up(0)[1]) > 40;
  if (!isUpright) return;
  for (const tick of scale.ticks(4)) {
    const [px, py, distance] = up(scale(tick));
    strokeLine(brush, [px, py, distance], [px - 5, py, distance], muted, 1);
    write([px - 8, py, distance], String(tick).replace("-", "−"), muted, "right");
  }
  const [px, py, distance] = up(1);
  write([px, py - 14, distance], axes.names[2], ink, "center");
}

function strokeLine(
  brush: CanvasRenderingContext2D,
  [x0, y0]: Seen,
  [x1, y1]: Seen,
  color: string,
  width: number,
): void {
  brush.beginPath();
  brush.moveTo(x0, y0);
  brush.lineTo(x1, y1);
  brush.strokeStyle = color;
  brush.lineWidth = width;
  brush.lineCap = "round";
  brush.stroke();
}

function fillDot(
  brush: CanvasRenderingContext2D,
  [px, py]: Seen,
  radius: number,
  color: string,
  casing: string,
): void {
  brush.beginPath();
  brush.arc(px, py, radius, 0, 2 * Math.PI);
  brush.fillStyle = color;
  brush.fill();
  brush.strokeStyle = casing;
  brush.lineWidth = radius > 4 ? 2 : 0.75;
  brush.stroke();
}

/** More points along a path, none farther from the next than a length: so that it follows the surface. */
function refine(points: readonly Point[], length: number): Point[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1];
    if (next === undefined) return [point];
    const count = Math.max(1, Math.ceil(Math.hypot(next[0] - point[0], next[1] - point[1]) / length));
    return Array.from({ length: count }, (_, step): Point => {
      const share = step / count;
      return [point[0] + (next[0] - point[0]) * share, point[1] + (next[1] - point[1]) * share];
    });
  });
}
