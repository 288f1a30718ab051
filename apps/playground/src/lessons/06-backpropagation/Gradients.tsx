import type { JSX } from "preact";
import { formatNumber } from "../../parts/formatNumber.ts";
import { type Graph, type Recorded, record } from "./graphs.ts";
import { type Order, stepsIn } from "./orders.ts";

export type GradientsProps = {
  readonly graph: Graph;
  readonly recorded: Recorded;
  readonly order: Order;
  readonly step: number;
};

/** What each parameter has received in this walk, beside what `backward()` says, and what a nudge shows. */
export function Gradients({ graph, recorded, order, step }: GradientsProps): JSX.Element {
  const { loss, parameters, numbers } = recorded;
  const steps = stepsIn(order, loss);
  const isOver = step === steps.length;
  const received = new Map(
    steps
      .slice(0, step)
      .flatMap(({ contributions }) => contributions.map(({ input, sum }) => [input, sum.item()])),
  );
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Gradients of the parameters">
      <table>
        <thead>
          <tr>
            <th scope="col">parameter</th>
            <th scope="col">in this walk</th>
            <th scope="col">
              <code>backward()</code>
            </th>
            <th scope="col">a nudge</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(parameters).map(([name, parameter]) => {
            const found = received.get(parameter);
            const right = gradientOf(graph, numbers, name);
            const isWrong = isOver && Math.abs((found ?? 0) - right) > 1e-9 * Math.max(1, Math.abs(right));
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class={isWrong ? "wrong" : found === undefined ? "nothing" : "gradient"} data-walk={name}>
                  {found === undefined ? "nothing yet" : formatNumber(found)}
                  {isWrong ? ", wrong" : ""}
                </td>
                <td>{formatNumber(right)}</td>
                <td>{formatNumber(nudged(graph, numbers, name))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The gradient of a parameter, by the library. */
function gradientOf(graph: Graph, numbers: Recorded["numbers"], name: string): number {
  const { loss, parameters } = record(graph, numbers);
  loss.backward();
  return parameters[name].grad?.item() ?? 0;
}

/** How many times as much the loss changes as one number, when that is changed a little to either side. */
function nudged(graph: Graph, numbers: Recorded["numbers"], name: string, nudge = 1e-4): number {
  const lossAt = (number: number): number => record(graph, { ...numbers, [name]: number }).loss.item();
  return (lossAt(numbers[name] + nudge) - lossAt(numbers[name] - nudge)) / (2 * nudge);
}
