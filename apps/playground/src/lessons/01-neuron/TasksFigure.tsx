import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choice } from "../../parts/Choice.tsx";
import { Buttons, Controls, Figure, Panels } from "../../parts/Figure.tsx";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Slider } from "../../parts/Slider.tsx";
import { Chart, useFrame } from "../../plots/Chart.tsx";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { paint } from "../../plots/marks.tsx";
import { activations } from "./activations.ts";
import { BoundaryLine } from "./BoundaryLine.tsx";
import { outputsOver } from "./neuron.ts";
import { answers, cases, rights, solutions, type TaskName, tasks } from "./tasks.ts";

const domain = [-0.5, 1.5] as const;
const side = 64;
const taskNames = Object.keys(tasks) as TaskName[];

/** A rule of logic to be set by hand: three numbers, four cases. */
export function TasksFigure(): JSX.Element {
  const task = useSignal<TaskName>("AND");
  const state = { w1: useSignal(2), w2: useSignal(-1), b: useSignal(0.5) };
  const weights = { w1: state.w1.value, w2: state.w2.value, b: state.b.value };
  const shades = useMemo(
    () =>
      Float32Array.from(outputsOver(domain, side, weights, activations.sigmoid), (output) => 2 * output - 1),
    [weights.w1, weights.w2, weights.b],
  );
  const outputs = answers(weights);
  const isRight = rights(task.value, weights);
  const count = isRight.filter(Boolean).length;
  const solution = solutions[task.value];
  return (
    <Figure
      id="tasks"
      wide
      title="Teach it a rule by hand"
      caption="Set the weights and the bias so that all four cases are right: the line has to separate the green points from the violet ones, with the green ones on the green side. A red ring marks what is wrong. Do AND and OR, then try XOR."
    >
      <Choice label="the rule" value={task} options={taskNames} />
      <Panels>
        <Chart
          square
          label={`The output of the neuron, and the four cases of ${task.value}`}
          x={{ domain, label: "input a", ticks: [0, 1], format: String }}
          y={{ domain, label: "input b", ticks: [0, 1], format: String }}
          underlay={<Heatmap values={shades} columns={side} />}
        >
          <BoundaryLine domain={domain} weights={weights} />
          <Cases task={task.value} isRight={isRight} />
        </Chart>
        <div>
          <table class="cases">
            <thead>
              <tr>
                <th scope="col">a</th>
                <th scope="col">b</th>
                <th scope="col">{task.value}</th>
                <th scope="col">neuron</th>
                <th scope="col">right?</th>
              </tr>
            </thead>
            <tbody>
              {cases.map(([a, b], i) => (
                <tr key={`${a}${b}`} data-right={isRight[i]}>
                  <td>{a}</td>
                  <td>{b}</td>
                  <td>{tasks[task.value][i]}</td>
                  <td>{formatFixed(outputs[i], 3)}</td>
                  <td>{isRight[i] ? "yes" : "no"}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="verdict" role="status" id="verdict">
            {count === 4
              ? `All four are right: the neuron computes ${task.value}.`
              : `${count} of 4 are right.`}
          </p>
          <Controls>
            <Slider
              label="weight of a"
              value={state.w1}
              min={-8}
              max={8}
              step={0.5}
              format={(w) => formatFixed(w, 1)}
            />
            <Slider
              label="weight of b"
              value={state.w2}
              min={-8}
              max={8}
              step={0.5}
              format={(w) => formatFixed(w, 1)}
            />
            <Slider
              label="bias"
              value={state.b}
              min={-8}
              max={8}
              step={0.5}
              format={(w) => formatFixed(w, 1)}
            />
          </Controls>
          <Buttons>
            <button
              type="button"
              disabled={solution === null}
              onClick={() => {
                if (solution === null) return;
                state.w1.value = solution.w1;
                state.w2.value = solution.w2;
                state.b.value = solution.b;
              }}
            >
              {solution === null ? "No weights do this" : "Show weights that do it"}
            </button>
          </Buttons>
        </div>
      </Panels>
    </Figure>
  );
}

/** The four points, colored as they should be; a wrong one has a red ring. */
function Cases({
  task,
  isRight,
}: {
  readonly task: TaskName;
  readonly isRight: readonly boolean[];
}): JSX.Element {
  const { x, y } = useFrame();
  return (
    <g aria-hidden="true">
      {cases.map(([a, b], i) => {
        const wanted = tasks[task][i];
        return (
          <g key={`${a}${b}`} class="case" transform={`translate(${x(a)} ${y(b)})`}>
            <circle r={13} style={{ fill: paint(wanted === 1 ? "positive" : "negative") }} />
            <text y={4.5} text-anchor="middle">
              {wanted}
            </text>
            {isRight[i] ? null : <circle class="wrong" r={18} />}
          </g>
        );
      })}
    </g>
  );
}
