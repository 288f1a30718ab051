import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { BackwardPass } from "./BackwardPass.tsx";
import { Gradients } from "./Gradients.tsx";
import { type Graph, graphs, record } from "./graphs.ts";
import type { Order } from "./orders.ts";

type GraphName = keyof typeof graphs;

export type GraphsProps = {
  readonly id: string;
  readonly title: string;
  readonly caption: ComponentChildren;
  /** Which graphs there are to choose from. */
  readonly choices: readonly GraphName[];
  /** The order to begin with. */
  readonly order?: Order;
  /** How many steps have been taken when it opens. */
  readonly start: number;
};

const names: Readonly<Record<GraphName, string>> = {
  diamond: "a diamond",
  twoPaths: "two ways to w",
  network: "a small network",
};

/** The backward pass through a graph, in the right order or in a wrong one, from numbers that can be changed. */
export function Graphs(props: GraphsProps): JSX.Element {
  const { id, title, caption, choices, start } = props;
  const name = useSignal<GraphName>(choices[0]);
  const order = useSignal<Order>(props.order ?? "topological");
  const step = useSignal(start);
  const graph: Graph = graphs[name.value];
  const inputs = useMemo(
    () =>
      Object.entries({ ...graph.parameters, ...graph.constants }).map(
        ([name, at]) => [name, signal(at)] as const,
      ),
    [graph],
  );
  const numbers = inputs.map(([, { value }]) => value);
  const recorded = useMemo(
    () => record(graph, Object.fromEntries(inputs.map(([name, { value }]) => [name, value]))),
    [graph, ...numbers],
  );
  return (
    <Figure id={id} title={title} caption={caption} wide>
      <Controls>
        {choices.length === 1 ? null : <Choice label="Graph" value={name} options={choices} names={names} />}
        <Choice
          label="Order of the calls"
          value={order}
          options={["topological", "onArrival"]}
          names={{ topological: "reverse topological", onArrival: "wrong: as one arrives" }}
        />
      </Controls>
      <BackwardPass
        key={name.value}
        loss={recorded.loss}
        order={order.value}
        step={step}
        label={`Backward pass of ${names[name.value]}`}
        direction={graph.direction ?? "right"}
      >
        <Gradients graph={graph} recorded={recorded} order={order.value} step={step.value} />
        <div class="knobs">
          {inputs.map(([name, number]) => (
            <Slider key={name} label={name} value={number} min={-4} max={4} step={0.25} />
          ))}
        </div>
      </BackwardPass>
    </Figure>
  );
}
