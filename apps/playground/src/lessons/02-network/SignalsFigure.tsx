import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Buttons, Controls, Figure } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { useFrames } from "../../plots/useFrames.ts";
import { planes, signals, type UnitName } from "./logic.ts";
import { SignalPicture } from "./SignalPicture.tsx";

const domain = [-0.25, 1.25] as const;
const columns = 48;
/** How long the signal takes from layer to layer, in milliseconds. */
const duration = 1400;

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const words = ["at the inputs", "at the hidden neurons", "at the output"];

/** A signal on its way through the network that computes XOR. */
export function SignalsFigure(): JSX.Element {
  const a = useSignal(1);
  const b = useSignal(0);
  const progress = useSignal(2);
  const isPlaying = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useFrames(box, isPlaying, (milliseconds) => {
    progress.value = Math.min(2, progress.value + milliseconds / duration);
    return progress.value < 2;
  });
  const shades = useMemo(() => {
    const all = planes(domain, columns);
    return Object.fromEntries(
      Object.entries(all).map(([name, outputs]) => [name, Float32Array.from(outputs, (x) => 2 * x - 1)]),
    ) as Record<UnitName, Float32Array>;
  }, []);
  const values = signals(a.value, b.value);
  const shareOf = (x: number): number => (x - domain[0]) / (domain[1] - domain[0]);
  const send = (nextA: number, nextB: number) => () => {
    a.value = nextA;
    b.value = nextB;
    progress.value = calm.matches ? 2 : 0;
    isPlaying.value = !calm.matches;
  };
  return (
    <Figure
      id="signals"
      wide
      title="Two lines make a band"
      caption="Send each of the four cases through the network. Which hidden neuron is it that says no to 1, 1? Then move a and b between 0 and 1: where does the output turn?"
    >
      <div ref={box}>
        <SignalPicture
          values={values}
          planes={shades}
          columns={columns}
          place={[shareOf(a.value), shareOf(b.value)]}
          progress={progress.value}
        />
      </div>
      <Buttons>
        {[
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ].map(([nextA, nextB]) => (
          <button key={`${nextA}${nextB}`} type="button" onClick={send(nextA, nextB)}>
            Send {nextA}, {nextB}
          </button>
        ))}
        <button
          type="button"
          onClick={() => {
            isPlaying.value = false;
            progress.value = progress.value >= 2 ? 0 : Math.floor(progress.value) + 1;
          }}
        >
          Step
        </button>
      </Buttons>
      <Controls>
        <Slider label="input a" value={a} min={0} max={1} step={0.05} format={(x) => formatFixed(x, 2)} />
        <Slider label="input b" value={b} min={0} max={1} step={0.05} format={(x) => formatFixed(x, 2)} />
        <Slider
          label="the signal is"
          value={progress}
          min={0}
          max={2}
          step={0.01}
          format={(place) => (Number.isInteger(place) ? words[place] : "on its way")}
          onChange={() => {
            isPlaying.value = false;
          }}
        />
      </Controls>
      <p class="verdict" role="status" id="xor">
        {progress.value < 2
          ? "\u00a0"
          : `The output is ${formatFixed(values.xor, 2)}: ${values.xor > 0.5 ? 1 : 0}.`}
      </p>
    </Figure>
  );
}
