import { Generator } from "@chainrule/autograd";
import { randomScene } from "@chainrule/examples/crowd-size/scene.ts";
import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Picture } from "./Picture.tsx";

/** The learner estimates, too: what the network will have to do. */
export function Guess(): JSX.Element {
  const random = useRef<Generator | null>(null);
  random.current ??= new Generator(2);
  const scene = useSignal(randomScene(random.current));
  const guess = useSignal(100);
  const isOpen = useSignal(false);
  const errors = useSignal<readonly number[]>([]);
  const error = guess.value - scene.value.people;
  const meanError = useComputed(
    () => errors.value.reduce((sum, error) => sum + Math.abs(error), 0) / errors.value.length,
  );
  return (
    <Figure
      id="guess"
      title="How many people do you see?"
      caption="Set your estimate, then look at the truth. After five pictures: by how many people are you off on average?"
    >
      <div class="crowd-pair">
        <Picture of={scene.value} label="A crowd, seen from above" />
        <div>
          <Slider label="Your estimate" value={guess} min={0} max={200} step={1} disabled={isOpen.value} />
          <Buttons>
            <button
              type="button"
              class="main"
              disabled={isOpen.value}
              onClick={() => {
                isOpen.value = true;
                errors.value = [...errors.value, error];
              }}
            >
              Show the truth
            </button>
            <button
              type="button"
              disabled={!isOpen.value}
              onClick={() => {
                if (random.current !== null) scene.value = randomScene(random.current);
                isOpen.value = false;
              }}
            >
              Next picture
            </button>
          </Buttons>
          <div aria-live="polite">
            <Readouts>
              <Readout id="guess-truth" label="people">
                {isOpen.value ? scene.value.people : "?"}
              </Readout>
              <Readout id="guess-loss" label="squared error" tone="value">
                {isOpen.value ? formatNumber(error ** 2) : "?"}
              </Readout>
              <Readout id="guess-mean" label="off on average">
                {errors.value.length === 0
                  ? "?"
                  : `${formatFixed(meanError.value, 1)} (${errors.value.length})`}
              </Readout>
            </Readouts>
          </div>
        </div>
      </div>
    </Figure>
  );
}
