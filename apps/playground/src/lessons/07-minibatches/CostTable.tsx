import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { Select } from "../../parts/Choice.tsx";
import { formatFixed, formatNumber, formatPercent, formatSignificant } from "../../parts/formatNumber.ts";
import type { DescentPicture } from "./descents.worker.ts";
import { exampleCount } from "./problem.ts";
import { nameOf, sizes } from "./sizes.ts";

/** What each descent has come to, and what its updates cost. */
export function CostTable(props: {
  readonly descents: readonly DescentPicture[];
  readonly chosen: readonly Signal<number>[];
  /** Called when a batch size was chosen. */
  readonly onChoose: () => void;
}): JSX.Element {
  const { descents, chosen, onChoose } = props;
  const rows: readonly (readonly [string, (descent: DescentPicture) => string, string?])[] = [
    ["loss on all", ({ losses }) => formatFixed(losses[losses.length - 1], 2), "loss"],
    ["updates", ({ losses }) => formatNumber(losses.length - 1), "updates"],
    [
      "uphill",
      ({ uphill, losses }) => (losses.length < 2 ? "–" : formatPercent(uphill / (losses.length - 1), 0)),
      "uphill",
    ],
    ["operations each", ({ cost }) => formatNumber(cost.operations)],
    ["time each", ({ cost }) => `${formatSignificant(cost.milliseconds, 2)} ms`],
    [
      "time per epoch",
      ({ cost, size }) => `${formatSignificant(cost.milliseconds * Math.ceil(exampleCount / size), 2)} ms`,
    ],
  ];
  return (
    <div class="table" tabIndex={0} role="region" aria-label="What the descents have come to">
      <table>
        <thead>
          <tr>
            <th scope="col">batch size</th>
            {chosen.map((size, i) => (
              <td key={i}>
                <Select label={nameOf(size.value)} value={size} options={sizes} onChange={onChoose} />
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cell, id]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {chosen.map((_, i) => (
                <td key={i} id={id === undefined ? undefined : `${id}-${i}`}>
                  {i < descents.length ? cell(descents[i]) : "…"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <small>
        Operations are counted by the library, and times measured on this device: 10 updates at a time, the
        middle of five such measurements.
      </small>
    </div>
  );
}
