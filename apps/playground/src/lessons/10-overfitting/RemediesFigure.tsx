import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { Figure } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Slider, type SliderProps } from "../../parts/Slider.tsx";
import { candidateNames, candidateOf, type Strengths } from "./candidates.ts";
import { FitPicture } from "./FitPicture.tsx";
import { type Case, cases, isOver } from "./runs.ts";
import type { LiveRuns } from "./useRuns.ts";

type Limits = Omit<SliderProps, "value" | "onChange">;

const limits: Readonly<Record<Exclude<Case, "nothing">, Limits>> = {
  patience: { label: "patience, epochs", min: 5, max: 300, step: 5 },
  weightDecay: { label: "weight decay", min: 0, max: 5, step: 0.1 },
  dropout: { label: "share dropped", min: 0, max: 0.8, step: 0.05 },
  points: { label: "points", min: 12, max: 200, step: 4 },
  width: { label: "neurons in a layer", min: 1, max: 48, step: 1 },
};

export type RemediesProps = {
  readonly runs: LiveRuns;
  readonly failure: ReadonlySignal<string | null>;
  readonly strengths: Strengths;
  readonly onChange: () => void;
};

/** The same training with one remedy at a time, all of them beside each other. */
export function RemediesFigure({ runs, failure, strengths, onChange }: RemediesProps): JSX.Element {
  const isSettled = useComputed(() => cases.every((name) => isOver(runs[name].value)));
  return (
    <Figure
      id="remedies"
      title="Five remedies, side by side"
      wide
      failure={failure.value}
      settled={isSettled.value}
      caption="Each picture is a training of its own, and begins anew when you move its slider. Turn each remedy up until it is too much: what does a network look like that may learn too little?"
    >
      <div class="remedies">
        {cases.map((name) => (
          <Remedy key={name} name={name} runs={runs} strengths={strengths} onChange={onChange} />
        ))}
      </div>
    </Figure>
  );
}

function Remedy({
  name,
  runs,
  strengths,
  onChange,
}: Omit<RemediesProps, "failure"> & { readonly name: Case }): JSX.Element {
  const title = candidateNames[name];
  const { what, points, curve, trainLoss, validationLoss } = candidateOf(name, runs[name].value);
  const share = validationLoss / candidateOf("nothing", runs.nothing.value).validationLoss;
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <FitPicture
        label={`${title}: the curve of the network, with the points it learned from`}
        count={points}
        curve={curve}
        height={170}
        bare
      />
      <dl>
        <dt>training loss</dt>
        <dd class="train">{formatLoss(trainLoss)}</dd>
        <dt>validation loss</dt>
        <dd class="validation" id={`loss-${name}`}>
          {formatLoss(validationLoss)}
        </dd>
      </dl>
      <div class="bar" aria-hidden="true">
        <i style={{ width: `${100 * Math.min(1, share || 0)}%` }} />
      </div>
      {name === "nothing" ? (
        <p>{what}</p>
      ) : (
        <Slider
          {...limits[name]}
          value={strengths[name]}
          format={(x) => formatNumber(x, 2)}
          onChange={onChange}
        />
      )}
      {name === "patience" ? <p>{what}</p> : null}
    </section>
  );
}

const formatLoss = (loss: number): string => (Number.isNaN(loss) ? "–" : formatFixed(loss, 3));
