import { type Ranges, type Scene, usual } from "@chainrule/examples/crowd-size/scene.ts";
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Buttons, Controls, Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { names } from "./names.ts";
import { Density, Picture } from "./Picture.tsx";
import type { Trial } from "./trial.ts";

/** How far each slider goes: for some, beyond what the network learned from. */
const reach: Ranges = {
  ...usual,
  people: [0, 400],
  light: [0.05, 1.6],
  headSize: [0.6, 3.2],
  contrast: [0.05, 1.2],
};

export type OwnPictureProps = {
  readonly trial: Trial;
  readonly scene: Signal<Scene>;
  readonly onChange: () => void;
};

/** A picture that the learner makes, and what the network says of it. */
export function OwnPicture({ trial, scene, onChange }: OwnPictureProps): JSX.Element {
  const snapshot = trial.snapshot.value;
  const seen = snapshot?.own;
  const set = (change: Partial<Scene>): void => {
    scene.value = { ...scene.value, ...change };
    onChange();
  };
  const outside = (Object.keys(names) as (keyof Ranges)[]).filter((name) => {
    const [from, to] = usual[name];
    return scene.value[name] < from || scene.value[name] > to;
  });
  return (
    <Figure
      id="own"
      title="A picture of your own"
      failure={trial.failure.value}
      settled={snapshot?.isDone ?? false}
      caption="Add people one by one, and watch where the network sees them. Then turn the light down below all it learned from, or let 400 people come."
    >
      <div class="crowd-pair">
        <div>
          <p>your picture</p>
          <Picture of={scene.value} label={`Your crowd of ${scene.value.people}`} />
        </div>
        <div>
          <p>people it sees</p>
          <Density of={seen?.density ?? new Float32Array(144)} />
        </div>
      </div>
      <Readouts>
        <Readout id="own-truth" label="people">
          {scene.value.people}
        </Readout>
        <Readout id="own-estimate" label="estimate" tone="value">
          {seen === undefined ? "–" : formatFixed(seen.estimate, 0)}
        </Readout>
        <Readout label="pictures like this one" room={24}>
          <span aria-live="polite" id="own-outside">
            {outside.length === 0
              ? "were in the training"
              : `never seen: ${outside.map((name) => names[name]).join(", ")}`}
          </span>
        </Readout>
      </Readouts>
      <Controls>
        {(Object.keys(names) as (keyof Ranges)[]).map((name) => (
          <Property
            key={name}
            name={name}
            value={scene.value[name]}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
      </Controls>
      <Buttons>
        <button type="button" onClick={() => set({ seed: scene.value.seed + 2 })}>
          Other people
        </button>
      </Buttons>
    </Figure>
  );
}

function Property({
  name,
  value,
  onChange,
}: {
  readonly name: keyof Ranges;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const signal = useSignal(value);
  const [min, max] = reach[name];
  return (
    <Slider
      label={names[name]}
      value={signal}
      min={min}
      max={max}
      step={name === "people" ? 1 : 0.05}
      format={(value) => (name === "people" ? String(value) : formatFixed(value, 2))}
      onChange={onChange}
    />
  );
}
