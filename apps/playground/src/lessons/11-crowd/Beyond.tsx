import { usual } from "@chainrule/examples/crowd-size/scene.ts";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Choice } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, Dots, Note, Rule } from "../../plots/marks.tsx";
import { names } from "./names.ts";
import { type Swept, sweeps, type Trial } from "./trial.ts";

/** How far off estimates are where the network has learned, and where it has not. */
export function Beyond({ trial }: { readonly trial: Trial }): JSX.Element {
  const snapshot = trial.snapshot.value;
  const swept = useSignal<Swept>("people");
  const values = sweeps[swept.value];
  const points = snapshot?.beyond[swept.value] ?? [];
  const [from, to] = usual[swept.value];
  return (
    <Figure
      id="beyond"
      title="Beyond all that it learned from"
      failure={trial.failure.value}
      settled={snapshot?.isDone ?? false}
      caption="Forty new pictures for each dot. The shaded part is what the network learned from. On which side does it say too many, and on which too few?"
    >
      <Legend
        entries={{ "off by, on average": "value", "too many (above 0) or too few, on average": "gradient" }}
      />
      <Chart
        label={`Error of estimates against ${names[swept.value]}`}
        x={{
          domain: [swept.value === "people" ? 0 : values[0], values[values.length - 1]],
          label: names[swept.value],
        }}
        y={{ domain: [-200, 200], label: "people" }}
        height={300}
      >
        <Shade from={from} to={to} />
        <Note at={[from, 180]} offset={[8, 0]}>
          learned
        </Note>
        <Rule y={0} />
        <Curve points={points.map(({ at, error }) => [at, error])} color="value" />
        <Dots points={points.map(({ at, error }) => [at, error])} color="value" />
        <Curve points={points.map(({ at, bias }) => [at, bias])} color="gradient" />
        <Dots points={points.map(({ at, bias }) => [at, bias])} color="gradient" />
      </Chart>
      <Controls>
        <Choice
          label="What changes"
          value={swept}
          options={["people", "light", "headSize"]}
          names={{ ...names }}
        />
      </Controls>
    </Figure>
  );
}

/** From one x to another, over all of the height. */
function Shade({ from, to }: { readonly from: number; readonly to: number }): JSX.Element {
  const frame = useFrame();
  const [left, right] = [from, to].map((x) => Math.min(frame.width, Math.max(0, frame.x(x))));
  return (
    <rect
      x={left}
      width={right - left}
      height={frame.height}
      style={{ fill: "var(--value-soft)", opacity: 0.6 }}
    />
  );
}
