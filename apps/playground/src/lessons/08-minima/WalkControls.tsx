import type { JSX } from "preact";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons, Controls } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { Toggle } from "../../parts/Toggle.tsx";
import { batchNames, batchSizes } from "./batchSizes.ts";
import type { Walk } from "./useWalk.ts";

/** What can be chosen of a walk, and its buttons. */
export function WalkControls({
  walk,
  canAnneal = false,
}: {
  readonly walk: Walk;
  readonly canAnneal?: boolean;
}): JSX.Element {
  return (
    <>
      <Buttons>
        <button type="button" class="main" onClick={walk.playOrPause}>
          {walk.isRunning.value ? "Pause" : "Walk"}
        </button>
        <button type="button" onClick={walk.step}>
          One step
        </button>
        <button type="button" onClick={walk.redraw}>
          Other minibatches
        </button>
      </Buttons>
      <Controls>
        <Choice
          label="examples in each minibatch"
          value={walk.batchSize}
          options={batchSizes}
          names={batchNames}
          onChange={walk.refresh}
        />
        <Slider
          label="learning rate"
          value={walk.learningRate}
          min={0.005}
          max={0.04}
          step={0.005}
          format={(rate) => formatNumber(rate)}
          onChange={walk.refresh}
        />
        {canAnneal ? (
          <Toggle label="Anneal the learning rate" value={walk.isAnnealed} onChange={walk.refresh} />
        ) : null}
      </Controls>
    </>
  );
}
