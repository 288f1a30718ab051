import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Figure } from "../../parts/Figure.tsx";
import { GraphPicture } from "../../parts/GraphPicture.tsx";
import { useSight } from "../../plots/useSight.ts";
import { activations } from "./activations.ts";
import { NumberSliders } from "./NumberSliders.tsx";
import { outputAt } from "./neuron.ts";
import { type NeuronState, numbersOf } from "./state.ts";

const isNarrow = window.matchMedia("(max-width: 40rem)");

/** The graph of calls behind the output, with the value and the gradient of everything in it. */
export function GraphFigure({ state }: { readonly state: NeuronState }): JSX.Element {
  const direction = useSignal(isNarrow.matches ? ("down" as const) : ("right" as const));
  const box = useRef<HTMLDivElement>(null);
  const isSeen = useSight(box).value;
  const output = outputAt(numbersOf(state), activations[state.activation.value]);
  // Its layout takes as long as all other figures together.
  const drawn = useRef(output);
  if (isSeen) drawn.current = output;
  const picture = useMemo(
    () => (
      <GraphPicture
        of={drawn.current}
        direction={direction.value}
        title="The computation graph of the neuron"
      />
    ),
    [drawn.current, direction.value],
  );
  return (
    <Figure
      id="graph"
      wide
      title="The same neuron as a graph"
      caption={
        <>
          Change a number by 0.1 and compare: the output changes by about 0.1 times the gradient that was
          written there. Which of the five numbers moves the output most? With the sigmoid, move the sum far
          from 0, and all gradients shrink: it is flat there.
        </>
      }
    >
      <div ref={box}>{picture}</div>
      <NumberSliders state={state} />
    </Figure>
  );
}
