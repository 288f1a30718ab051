import { defaults } from "@chainrule/examples/crowd-size/experiment.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Curve, Dots, type Point } from "../../plots/marks.tsx";
import { Picture } from "./Picture.tsx";
import type { TestResult, Trial } from "./trial.ts";

const shown = 6;

/** What the network is worth: its estimates for pictures that nobody chose anything by. */
export function TestFigure({ trial }: { readonly trial: Trial }): JSX.Element {
  const result = useSignal<TestResult | null>(null);
  // A trial is tested once: what later snapshots say of it is the same, and need not be drawn again.
  useSignalEffect(() => {
    const test = trial.snapshot.value?.test ?? null;
    if (test === null || result.peek() === null) result.value = test;
  });
  const test = result.value;
  const place = useSignal(1);
  const dots: Point[] =
    test === null ? [] : test.estimates.map((estimate, i) => [test.scenes[i].people, estimate]);
  const chosen = test?.order[place.value - 1];
  return (
    <Figure
      id="test"
      title="The test"
      failure={trial.failure.value}
      settled={test !== null}
      caption="Each dot is a picture that the network never saw. Move the slider from the best estimate to the worst. What do the worst have in common? Compare with how far off your own estimates were."
    >
      <Readouts>
        <Readout id="test-error" label="the network is off by" tone="test">
          {test === null ? "–" : `${formatFixed(test.error, 1)} people`}
        </Readout>
        {(
          test?.baselines ?? [
            { name: "always the mean", error: Number.NaN },
            { name: "a line of the brightness", error: Number.NaN },
          ]
        ).map(({ name, error }, i) => (
          <Readout key={name} id={`test-baseline-${i}`} label={name}>
            {Number.isNaN(error) ? "–" : `${formatFixed(error, 1)} people`}
          </Readout>
        ))}
      </Readouts>
      <Panels>
        <Chart
          label="Estimates of the network against the truth, for each picture of the test"
          x={{ domain: [0, 220], label: "people in the picture" }}
          y={{ domain: [0, 220], label: "estimate" }}
          height={340}
        >
          <Curve
            points={[
              [0, 0],
              [220, 220],
            ]}
            color="strong-line"
            width={1.25}
          />
          <Dots points={dots} color="test" radius={2.5} />
          {chosen === undefined ? null : <Dots points={[dots[chosen]]} color="gradient" radius={7} hollow />}
        </Chart>
        <div>
          <div class="crowd-one">
            {test === null || chosen === undefined ? (
              <div class="crowd-blank">The test begins when the training has ended.</div>
            ) : (
              <Picture of={test.scenes[chosen]} label={`A crowd of ${test.scenes[chosen].people}`} />
            )}
          </div>
          <Slider
            label="From the best estimate to the worst"
            value={place}
            min={1}
            max={defaults.test}
            step={1}
            disabled={test === null}
          />
          <Readouts>
            <Readout id="chosen-truth" label="people">
              {test === null || chosen === undefined ? "–" : test.scenes[chosen].people}
            </Readout>
            <Readout id="chosen-estimate" label="estimate" tone="test">
              {test === null || chosen === undefined ? "–" : formatFixed(test.estimates[chosen], 0)}
            </Readout>
          </Readouts>
        </div>
      </Panels>
      <Row title="The best" test={test} indices={test?.order.slice(0, shown)} />
      <Row title="The worst" test={test} indices={test?.order.slice(-shown).reverse()} />
    </Figure>
  );
}

function Row({
  title,
  test,
  indices = [],
}: {
  readonly title: string;
  readonly test: TestResult | null;
  readonly indices?: readonly number[] | undefined;
}): JSX.Element {
  return (
    <>
      <h4>{title}</h4>
      <ul class="crowd-grid six">
        {Array.from({ length: shown }, (_, place) => {
          const i = indices[place];
          return (
            <li key={place}>
              {test === null || i === undefined ? (
                <div class="crowd-blank" />
              ) : (
                <Picture of={test.scenes[i]} label={`A crowd of ${test.scenes[i].people}`} />
              )}
              <p>
                truth {test?.scenes[i].people ?? "–"}
                <br />
                estimate {test === null ? "–" : formatFixed(test.estimates[i], 0)}
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
