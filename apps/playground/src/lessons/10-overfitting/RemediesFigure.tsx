import type { JSX } from "preact";
import { Figure } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Slider, type SliderProps } from "../../parts/Slider.tsx";
import { candidateNames, candidateOf, type Strengths } from "./candidates.ts";
import { FitPicture } from "./FitPicture.tsx";
import { type Case, cases, type Run, type Trainings } from "./runs.ts";

type Limits = Omit<SliderProps, "value" | "onChange">;

const limits: Readonly<Record<Exclude<Case, "nothing">, Limits>> = {
  patience: { label: "patience, epochs", min: 5, max: 300, step: 5 },
  weightDecay: { label: "weight decay", min: 0, max: 5, step: 0.1 },
  dropout: { label: "share dropped", min: 0, max: 0.8, step: 0.05 },
  points: { label: "points", min: 12, max: 200, step: 4 },
  width: { label: "neurons in a layer", min: 1, max: 48, step: 1 },
};

const untrained = new Float32Array(101);

export type RemediesProps = {
  readonly trainings: Trainings;
  readonly strengths: Strengths;
  readonly onChange: () => void;
};

/** The same training with one remedy at a time, all of them beside each other. */
export function RemediesFigure({ trainings, strengths, onChange }: RemediesProps): JSX.Element {
  const runs = trainings.snapshot.value;
  const worst = Math.max(1, ...cases.map((name) => lossOf(name, runs?.[name]) || 0));
  return (
    <Figure
      id="remedies"
      title="Five remedies, side by side"
      wide
      settled={runs !== null && cases.every((name) => runs[name].test !== null)}
      caption="Each picture is a training of its own, and begins anew when you move its slider. Turn each remedy up until it is too much: what does a network look like that may learn too little?"
    >
      <div class="remedies">
        {cases.map((name) => {
          const run = runs?.[name];
          const candidate = run === undefined ? undefined : candidateOf(name, run);
          const loss = lossOf(name, run);
          return (
            <section key={name} aria-label={candidateNames[name]}>
              <h4>{candidateNames[name]}</h4>
              <FitPicture
                label={`${candidateNames[name]}: the curve of the network, with the points it learned from`}
                count={run?.remedies.points ?? 12}
                curve={candidate?.curve ?? untrained}
                height={170}
                bare
              />
              <dl>
                <dt>training loss</dt>
                <dd class="train">{formatFixed(candidate?.trainLoss ?? Number.NaN, 3)}</dd>
                <dt>validation loss</dt>
                <dd class="validation" id={`loss-${name}`}>
                  {formatFixed(loss, 3)}
                </dd>
              </dl>
              <div class="bar" aria-hidden="true">
                <i style={{ width: `${(100 * (loss || 0)) / worst}%` }} />
              </div>
              {name === "nothing" ? (
                <p>{candidate?.what}</p>
              ) : (
                <Slider
                  {...limits[name]}
                  value={strengths[name]}
                  format={(x) => formatNumber(x, 2)}
                  onChange={onChange}
                />
              )}
              {name === "patience" ? <p>{candidate?.what}</p> : null}
            </section>
          );
        })}
      </div>
    </Figure>
  );
}

const lossOf = (name: Case, run: Run | undefined): number =>
  run === undefined ? Number.NaN : candidateOf(name, run).validationLoss;
