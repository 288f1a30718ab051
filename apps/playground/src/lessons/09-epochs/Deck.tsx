import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons, Controls, Figure } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Toggle } from "../../parts/Toggle.tsx";
import { useSteps } from "../../plots/useSteps.ts";
import { Cards } from "./Cards.tsx";
import { count } from "./cards.ts";
import { type Dealing, deal, timesSeen } from "./deck.ts";
import { SeenChart } from "./SeenChart.tsx";

const epochs = 6;
const pace = 1100; // milliseconds for a batch

/** A deck of examples, dealt into minibatches, epoch by epoch. */
export function Deck(): JSX.Element {
  const size = useSignal(10);
  const dealing = useSignal<Dealing>("shuffled");
  const dropLast = useSignal(false);
  const seed = useSignal(1);
  const taken = useSignal(7); // batches, of all epochs
  const dealt = useMemo(
    () =>
      deal(
        { count, size: size.value, dealing: dealing.value, dropLast: dropLast.value, seed: seed.value },
        epochs,
      ),
    [size.value, dealing.value, dropLast.value, seed.value],
  );
  const perEpoch = dealt[0].length;
  const last = epochs * perEpoch;
  const box = useRef<HTMLDivElement>(null);
  const { isPlaying, playOrPause, go } = useSteps(box, taken, last, pace);
  // After its last batch an epoch stays in sight, until the first of the next is taken.
  const epoch = Math.max(0, Math.ceil(taken.value / perEpoch) - 1);
  const inEpoch = taken.value - epoch * perEpoch;
  const batches = dealt[epoch];
  const dealtOut = new Set(batches.flat());
  const leftOut = Array.from({ length: count }, (_, i) => i).filter((example) => !dealtOut.has(example));
  const all = dealt.flat().slice(0, taken.value);
  const isOver = taken.value === last;
  return (
    <Figure
      id="deck"
      wide
      title={`${count} examples, dealt into minibatches`}
      caption="Take batch after batch: after the last one the deck is shuffled, and the next epoch begins. Which batch size leaves no smaller batch at the end? Then draw with replacement: after six epochs, how uneven are the bars?"
    >
      <div ref={box}>
        <Cards
          batches={batches}
          taken={inEpoch}
          leftOut={leftOut}
          roomForLeftOut={dealing.value === "withReplacement" ? count / 2 : leftOut.length}
          capacity={Math.min(count, size.value)}
          count={count}
        />
      </div>
      <Readouts>
        <Readout id="epoch" label="epoch" room={7}>
          {epoch + 1} of {epochs}
        </Readout>
        <Readout id="batch" label="batch of this epoch" room={7}>
          {inEpoch} of {perEpoch}
        </Readout>
        <Readout id="iterations" label="iterations in all" room={7}>
          {taken.value}
        </Readout>
        <Readout id="samples" label="examples seen in all" room={9}>
          {formatNumber(all.flat().length)}
        </Readout>
      </Readouts>
      <Buttons>
        <button type="button" class="main" disabled={isOver} onClick={go(taken.value + 1)}>
          Next batch
        </button>
        <button
          type="button"
          disabled={isOver}
          onClick={go((Math.floor(taken.value / perEpoch) + 1) * perEpoch)}
        >
          To the end of the epoch
        </button>
        <button type="button" onClick={playOrPause}>
          {isPlaying ? "Pause" : "Play"}
        </button>
        <button type="button" disabled={taken.value === 0} onClick={go(taken.value - 1)}>
          Back
        </button>
        <button type="button" disabled={taken.value === 0} onClick={go(0)}>
          Start
        </button>
      </Buttons>
      <SeenChart times={timesSeen(all, count)} most={epochs} />
      <Controls>
        <Choice
          label="Order"
          value={dealing}
          options={["shuffled", "asTheyLie", "withReplacement"]}
          names={{
            shuffled: "shuffled",
            asTheyLie: "as they lie",
            withReplacement: "with replacement",
          }}
        />
        <Slider label="Batch size" value={size} min={1} max={24} step={1} />
        <Slider label="Seed" value={seed} min={1} max={20} step={1} />
        <Toggle label="Leave out a smaller last batch (dropLast)" value={dropLast} />
      </Controls>
    </Figure>
  );
}
