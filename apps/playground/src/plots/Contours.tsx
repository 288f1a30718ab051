import { contours } from "d3-contour";
import type { JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import { useFrame } from "./Chart.tsx";
import { shareOfDepth } from "./colors.ts";
import { type Field, levelsOf } from "./field.ts";

export type ContoursProps = {
  readonly of: Field;
  /** The heights of the lines, rising; twelve evenly spaced ones when absent. */
  readonly levels?: readonly number[];
};

/** Lines of equal height, as on a map: the darker, the lower. */
export function Contours({ of, levels }: ContoursProps): JSX.Element {
  const frame = useFrame();
  const id = useId();
  const heights = levels ?? levelsOf(of);
  const shapes = useMemo(
    () =>
      contours()
        .size([of.columns, of.rows])
        .thresholds([...heights])(Array.from(of.values)),
    [of, heights.join()],
  );
  // In a contour, the first number of the grid is at ½.
  const [x0, y0] = [of.x[0], of.y[0]];
  const [dx, dy] = [(of.x[1] - x0) / (of.columns - 1), (of.y[1] - y0) / (of.rows - 1)];
  const place = ([column, row]: number[]): string =>
    `${frame.x(x0 + (column - 0.5) * dx).toFixed(1)},${frame.y(y0 + (row - 0.5) * dy).toFixed(1)}`;
  const paths = useMemo(
    () =>
      shapes.map(({ coordinates }) =>
        coordinates
          .flat()
          .map((ring) => `M${ring.map(place).join("L")}Z`)
          .join(""),
      ),
    [shapes, frame.width, frame.height],
  );
  return (
    <g aria-hidden="true" clip-path={`url(#${id})`} class="contours">
      <clipPath id={id}>
        <rect width={frame.width} height={frame.height} />
      </clipPath>
      <rect width={frame.width} height={frame.height} style={{ fill: fillOf(0) }} />
      {paths.map((path, i) => (
        <path key={i} d={path} style={{ fill: fillOf((i + 1) / paths.length) }} />
      ))}
    </g>
  );
}

/** From the lowest, 0, to the highest, 1. */
const fillOf = (height: number): string =>
  `color-mix(in srgb, var(--value) ${(100 * shareOfDepth(height)).toFixed(1)}%, var(--card))`;
