import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed, formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, type Point, Rule } from "../../plots/marks.tsx";
import { useTraining } from "../../training/useTraining.ts";
import { curveOf, truth } from "./FitPicture.tsx";
import { type Size, setCount, widths } from "./sizes.ts";

/** Networks of many sizes, each on five sets of points: what they get wrong on average, and how much they differ. */
export function SizesFigure({ begins }: { readonly begins: ReadonlySignal<boolean> }): JSX.Element {
  const training = useTraining<null, readonly Size[]>("sizes", null);
  useEffect(() => {
    if (begins.value) training.play();
  }, [begins.value]);
  const place = useSignal<number>(widths.length - 1);
  const sizes = training.snapshot.value ?? [];
  const size = sizes[Math.min(place.value, sizes.length - 1)];
  const line = (measure: (size: Size) => number): Point[] => sizes.map((size) => [size.width, measure(size)]);
  const middle =
    size?.curves[0].map((_, i) => size.curves.reduce((sum, curve) => sum + curve[i], 0) / setCount) ?? [];
  const show = (number: number | undefined): string => (number === undefined ? "–" : formatFixed(number, 3));
  return (
    <Figure
      id="sizes"
      title="Too simple, too free"
      wide
      failure={training.failure.value}
      settled={sizes.length === widths.length}
      caption={`For each width, ${setCount} networks on ${setCount} different sets of twelve points: the thin curves, and in bold their mean. Go from one neuron in a layer to 48. When are the networks all wrong in the same way, and when each in its own?`}
    >
      <Panels>
        <Chart
          label={`The curves of ${setCount} networks with ${size?.width ?? 0} neurons in a layer`}
          x={{ domain: [-1, 1], label: "x" }}
          y={{ domain: [-2.6, 2.2], label: "y" }}
          height={300}
        >
          <Curve points={truth} color="strong-line" dashed width={1.5} />
          {size?.curves.map((curve, i) => (
            <Curve key={i} points={curveOf(curve)} color="series-4" width={1.25} />
          ))}
          <Curve points={curveOf(middle)} color="series-3" width={3.5} />
        </Chart>
        <Chart
          label="Losses, squared bias and variance against the number of neurons in a layer"
          x={{
            domain: [1, 48],
            label: "neurons in a layer",
            scale: "log",
            ticks: [...widths],
            format: String,
          }}
          y={{ domain: [0, 0.8], label: "mean square" }}
          height={300}
        >
          {size === undefined ? null : <Rule x={size.width} />}
          <Curve points={line(({ trainLoss }) => trainLoss)} color="train" />
          <Curve points={line(({ validationLoss }) => validationLoss)} color="validation" />
          <Curve points={line(({ bias }) => bias)} color="series-3" />
          <Curve points={line(({ variance }) => variance)} color="series-4" />
          <Dots points={line(({ validationLoss }) => validationLoss)} color="validation" radius={3.5} />
        </Chart>
      </Panels>
      <Legend
        entries={{
          "training loss": "train",
          "validation loss": "validation",
          "bias²: how far the mean curve is from the rule": "series-3",
          "variance: how far the curves are from their mean": "series-4",
        }}
      />
      <Slider
        label="neurons in a layer"
        value={place}
        min={0}
        max={widths.length - 1}
        step={1}
        format={(place) => formatNumber(widths[place])}
      />
      <Readouts>
        <Readout id="size-train" label="training loss" tone="train">
          {show(size?.trainLoss)}
        </Readout>
        <Readout id="size-validation" label="validation loss" tone="validation">
          {show(size?.validationLoss)}
        </Readout>
        <Readout id="size-bias" label="bias²">
          {show(size?.bias)}
        </Readout>
        <Readout id="size-variance" label="variance">
          {show(size?.variance)}
        </Readout>
      </Readouts>
    </Figure>
  );
}
