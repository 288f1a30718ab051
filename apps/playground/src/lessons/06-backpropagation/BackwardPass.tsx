import { graphOf, type Value } from "@chainrule/autograd";
import type { Direction } from "@chainrule/draw";
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Buttons } from "../../parts/Figure.tsx";
import { isNarrow } from "../../parts/narrow.ts";
import { Slider } from "../../parts/Slider.tsx";
import { useSteps } from "../../plots/useSteps.ts";
import { Explanation } from "./Explanation.tsx";
import { type Order, stepsIn } from "./orders.ts";
import { StepPicture } from "./StepPicture.tsx";
import { StepWords } from "./StepWords.tsx";

export type BackwardPassProps = {
  readonly loss: Value;
  readonly order?: Order;
  readonly step: Signal<number>;
  readonly label: string;
  /** Where data flows on a wide screen: "down" puts the words beside the picture. */
  readonly direction?: Direction;
  /** What else changes with the steps. */
  readonly children?: ComponentChildren;
};

/** A program of more Values is drawn in part. */
const limit = 60;
const pace = 1600; // milliseconds for a step

/** A backward pass to walk through in both directions: the picture, the step in words, and the chain rule with its numbers. */
export function BackwardPass(props: BackwardPassProps): JSX.Element {
  const { loss, order = "topological", step, label, direction = "right", children } = props;
  const steps = useMemo(() => stepsIn(order, loss), [loss, order]);
  const values = useMemo(() => graphOf(loss, { limit }).map(({ value }) => value), [loss]);
  const last = steps.length;
  const chosen = useSignal(0);
  const box = useRef<HTMLDivElement>(null);
  const { isPlaying, playOrPause, pause, go } = useSteps(box, step, last, pace);
  return (
    <div ref={box} class={`backward-pass ${direction}`}>
      <StepPicture
        loss={loss}
        values={values}
        steps={steps}
        step={step}
        chosen={chosen}
        label={label}
        direction={isNarrow.value ? "down" : direction}
      />
      <div>
        <Buttons>
          <button type="button" onClick={go(0)}>
            Start
          </button>
          <button type="button" onClick={go(step.value - 1)}>
            Back
          </button>
          <button type="button" class="main" onClick={go(step.value + 1)}>
            Next
          </button>
          <button type="button" onClick={playOrPause}>
            {isPlaying ? "Pause" : "Play"}
          </button>
        </Buttons>
        <Slider
          label="Step of the backward pass"
          value={step}
          min={0}
          max={last}
          step={1}
          format={(at) => `${at} of ${last}`}
          onChange={pause}
        />
        <StepWords loss={loss} steps={steps} step={step.value} isBeside={direction === "right"} />
        <Explanation value={values[chosen.value] ?? loss} />
        {children}
      </div>
    </div>
  );
}
