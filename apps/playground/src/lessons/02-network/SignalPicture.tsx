import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { paint } from "../../plots/marks.tsx";
import { useWidth } from "../../plots/useWidth.ts";
import { type UnitName, weights } from "./logic.ts";

export type SignalPictureProps = {
  readonly values: Readonly<Record<UnitName, number>>;
  /** What each unit says over the whole plane, as shades from −1 to 1. */
  readonly planes: Readonly<Record<UnitName, ArrayLike<number>>>;
  readonly columns: number;
  /** Where the pair of inputs is in each of these planes: shares of the width and the height. */
  readonly place: readonly [x: number, y: number];
  /** How far the signal is: 0 at the inputs, 1 at the hidden neurons, 2 at the output. */
  readonly progress: number;
};

const height = 330;
const layerOf: Readonly<Record<UnitName, number>> = { a: 0, b: 0, or: 1, notBoth: 1, xor: 2 };
const namesOf: Readonly<Record<UnitName, string>> = {
  a: "input a",
  b: "input b",
  or: `OR, bias ${formatNumber(weights.or.b)}`,
  notBoth: `NOT BOTH, bias ${formatNumber(weights.notBoth.b)}`,
  xor: `AND, bias ${formatNumber(weights.xor.b)}`,
};
const units = Object.keys(layerOf) as UnitName[];
const wires = [
  { from: "a", to: "or", weight: weights.or.w1 },
  { from: "b", to: "or", weight: weights.or.w2 },
  { from: "a", to: "notBoth", weight: weights.notBoth.w1 },
  { from: "b", to: "notBoth", weight: weights.notBoth.w2 },
  { from: "or", to: "xor", weight: weights.xor.w1 },
  { from: "notBoth", to: "xor", weight: weights.xor.w2 },
] as const satisfies readonly { from: UnitName; to: UnitName; weight: number }[];

/** The network for XOR: in each unit what it says to every pair of inputs, and the signal of one pair on its way. */
export function SignalPicture(props: SignalPictureProps): JSX.Element {
  const { values, planes, columns, place, progress } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box).value;
  const side = Math.min(92, width / 4.2);
  const middle = (unit: UnitName): readonly [x: number, y: number] => {
    const layer = layerOf[unit];
    const x = side / 2 + 1 + (layer * (width - side - 2)) / 2;
    const y =
      unit === "xor"
        ? height / 2 - 10
        : unit === "a" || unit === "or"
          ? side / 2 + 22
          : height - side / 2 - 26;
    return [x, y];
  };
  return (
    <div class="signals" ref={box} style={{ height: `${height}px` }}>
      {width === 0 ? null : (
        <>
          <svg width={width} height={height} aria-hidden="true">
            {wires.map(({ from, to, weight }) => (
              <Wire
                key={`${from}${to}`}
                from={middle(from)}
                to={middle(to)}
                side={side}
                weight={weight}
                share={progress - layerOf[from]}
                value={values[from]}
              />
            ))}
          </svg>
          {units.map((unit) => {
            const [x, y] = middle(unit);
            const isReached = progress >= layerOf[unit] - 0.001;
            return (
              <div
                key={unit}
                class="unit"
                data-reached={isReached}
                style={{ left: `${x - side / 2}px`, top: `${y - side / 2}px`, width: `${side}px` }}
              >
                <small>{namesOf[unit]}</small>
                <div class="plane" style={{ height: `${side}px` }}>
                  <Heatmap values={planes[unit]} columns={columns} />
                  <i style={{ left: `${100 * place[0]}%`, top: `${100 * (1 - place[1])}%` }} />
                </div>
                <b>{isReached ? formatFixed(values[unit], 2) : "–"}</b>
              </div>
            );
          })}
        </>
      )}
    </div>
  );
}

type Place = readonly [x: number, y: number];

/** A wire with its weight, and the signal on it: the larger, the more it carries. */
function Wire({
  from,
  to,
  side,
  weight,
  share,
  value,
}: {
  readonly from: Place;
  readonly to: Place;
  readonly side: number;
  readonly weight: number;
  readonly share: number;
  readonly value: number;
}): JSX.Element {
  const [x1, x2] = [from[0] + side / 2, to[0] - side / 2];
  const at = (along: number): Place => [x1 + along * (x2 - x1), from[1] + along * (to[1] - from[1])];
  const [labelX, labelY] = at(0.27);
  const [dotX, dotY] = at(share);
  const color = paint(weight > 0 ? "positive" : "negative");
  return (
    <g>
      <line x1={x1} y1={from[1]} x2={x2} y2={to[1]} style={{ stroke: color }} />
      <text x={labelX} y={labelY + 4} text-anchor="middle" style={{ fill: color }}>
        {side < 90 ? "" : "× "}
        {formatNumber(weight)}
      </text>
      {share > 0 && share < 1 ? (
        <circle cx={dotX} cy={dotY} r={3 + 6 * Math.min(1, Math.abs(value))} />
      ) : null}
    </g>
  );
}
