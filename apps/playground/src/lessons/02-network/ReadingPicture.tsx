import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { formatPercent } from "../../parts/formatNumber.ts";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { paint } from "../../plots/marks.tsx";
import { useWidth } from "../../plots/useWidth.ts";
import type { Reading } from "./read.ts";
import { type Box, type Grid, layoutReading, middleOf, type ReadingLayout } from "./readingLayout.ts";
import { Picture } from "./Samples.tsx";

export type ReadingPictureProps = {
  readonly pixels: Float32Array;
  readonly reading: Reading;
  /** How far the signal is: 0 the picture, then a layer each; the outputs last. */
  readonly stage: number;
  /** What each neuron of the last hidden layer adds for or against the digit looked at. */
  readonly contributions: Float32Array;
  readonly lookedAt: number;
  /** A neuron of the first hidden layer. */
  readonly neuron: number;
  readonly onLookAt: (digit: number) => void;
  readonly onNeuron: (neuron: number) => void;
};

/** A picture on its way through the network, from the pixels over the hidden neurons to the ten outputs. */
export function ReadingPicture(props: ReadingPictureProps): JSX.Element {
  const { pixels, reading, stage, contributions, lookedAt, neuron, onNeuron, onLookAt } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box).value;
  const layout = layoutReading(
    width,
    reading.hidden.map(({ length }) => length),
  );
  return (
    <div class="reading" ref={box} style={{ height: `${layout.height + 24}px` }}>
      {width === 0 ? null : (
        <>
          <div class="layer" style={styleOf(layout.image)}>
            <Picture pixels={pixels} />
          </div>
          {reading.hidden.map((activations, i) => (
            <div key={i} class="layer" data-reached={stage > i} style={styleOf(layout.hidden[i])}>
              <Heatmap
                crisp
                columns={layout.hidden[i].columns}
                values={shadesOf(activations, layout.hidden[i])}
                colors={["card", "sunken", "value"]}
              />
            </div>
          ))}
          <svg
            width={width}
            height={layout.height + 24}
            role="img"
            aria-label={`The network reads ${reading.digit}, with a probability of ${formatPercent(reading.probabilities[reading.digit])}.`}
          >
            <g data-reached={stage > 0} class="fan">
              <Fan from={layout.image} to={layout.hidden[0]} neuron={neuron} />
            </g>
            <g data-reached={stage > reading.hidden.length} class="wires">
              <Wires layout={layout} contributions={contributions} digit={lookedAt} />
            </g>
            <NeuronGrid grid={layout.hidden[0]} neuron={neuron} onNeuron={onNeuron} />
            <Outputs
              box={layout.outputs}
              reading={reading}
              isReached={stage > reading.hidden.length}
              lookedAt={lookedAt}
              onLookAt={onLookAt}
            />
            <Names layout={layout} />
          </svg>
        </>
      )}
    </div>
  );
}

const styleOf = ({ x, y, width, height }: Box): Record<string, string> => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/** From 0, off, to 1, the most that any neuron of the layer says. Places of the grid without a neuron are −1. */
function shadesOf(activations: ArrayLike<number>, { columns, rows }: Grid): Float32Array {
  const most = Math.max(1e-6, ...Array.from(activations));
  return Float32Array.from({ length: columns * rows }, (_, i) =>
    i < activations.length ? activations[i] / most : -1,
  );
}

/** All pixels go into the neuron that is looked at. */
function Fan({
  from,
  to,
  neuron,
}: {
  readonly from: Box;
  readonly to: Grid;
  readonly neuron: number;
}): JSX.Element {
  const [x, y] = middleOf(to, neuron);
  const right = from.x + from.width;
  return <polygon points={`${right},${from.y} ${right},${from.y + from.height} ${x},${y}`} />;
}

/** What speaks for a digit and what against it: the stronger the wire, the more. */
function Wires({
  layout,
  contributions,
  digit,
}: {
  readonly layout: ReadingLayout;
  readonly contributions: Float32Array;
  readonly digit: number;
}): JSX.Element {
  const last = layout.hidden[layout.hidden.length - 1];
  const most = Math.max(1e-6, ...contributions.map(Math.abs));
  const end = [layout.outputs.x - 4, rowMiddle(layout.outputs, digit)];
  return (
    <>
      {Array.from(contributions, (contribution, i) => {
        const share = Math.abs(contribution) / most;
        if (share < 0.08) return null;
        const [x, y] = middleOf(last, i);
        const bend = (x + end[0]) / 2;
        return (
          <path
            key={i}
            d={`M${x} ${y}C${bend} ${y} ${bend} ${end[1]} ${end[0]} ${end[1]}`}
            style={{
              stroke: paint(contribution > 0 ? "positive" : "negative"),
              strokeWidth: 0.5 + 2 * share,
              opacity: 0.2 + 0.6 * share,
            }}
          />
        );
      })}
    </>
  );
}

/** The neurons of the first hidden layer, to be looked at. With the keyboard, a slider does that. */
function NeuronGrid({
  grid,
  neuron,
  onNeuron,
}: {
  readonly grid: Grid;
  readonly neuron: number;
  readonly onNeuron: (neuron: number) => void;
}): JSX.Element {
  const [x, y] = middleOf(grid, neuron);
  return (
    <>
      <rect
        class="neurons"
        x={grid.x}
        y={grid.y}
        width={grid.width}
        height={grid.height}
        onClick={(event) => {
          const { left, top } = event.currentTarget.getBoundingClientRect();
          const column = Math.floor((event.clientX - left) / grid.cell);
          const row = Math.floor((event.clientY - top) / grid.cell);
          onNeuron(row * grid.columns + column);
        }}
      />
      <rect class="chosen" x={x - grid.cell / 2} y={y - grid.cell / 2} width={grid.cell} height={grid.cell} />
    </>
  );
}

const rowMiddle = ({ y, height }: Box, digit: number): number => y + ((digit + 0.5) * height) / 10;

/** A bar for each digit, as long as it is likely. */
function Outputs({
  box,
  reading: { probabilities, digit: answer },
  isReached,
  lookedAt,
  onLookAt,
}: {
  readonly box: Box;
  readonly reading: Reading;
  readonly isReached: boolean;
  readonly lookedAt: number;
  readonly onLookAt: (digit: number) => void;
}): JSX.Element {
  const [start, room] = [box.x + 18, box.width - 18 - 54];
  return (
    <>
      {Array.from(probabilities, (probability, digit) => {
        const middle = rowMiddle(box, digit);
        const share = isReached ? probability : 0;
        return (
          <g
            key={digit}
            class={digit === answer && isReached ? "row answer" : "row"}
            data-lookedat={digit === lookedAt}
            onClick={() => onLookAt(digit)}
          >
            <rect
              class="reach"
              x={box.x}
              y={middle - box.height / 20}
              width={box.width}
              height={box.height / 10}
            />
            <text x={box.x + 4} y={middle + 4.5}>
              {digit}
            </text>
            <rect class="track" x={start} y={middle - 7} width={room} height={14} rx={3} />
            <rect class="bar" x={start} y={middle - 7} width={Math.max(0, share * room)} height={14} rx={3} />
            <text class="percent" x={box.x + box.width} y={middle + 4.5} text-anchor="end">
              {isReached ? formatPercent(probability, 1) : ""}
            </text>
          </g>
        );
      })}
    </>
  );
}

function Names({ layout }: { readonly layout: ReadingLayout }): JSX.Element {
  const y = layout.height + 18;
  const { image, hidden, outputs } = layout;
  return (
    <g class="names">
      <text x={image.x + image.width / 2} y={y} text-anchor="middle">
        784 pixels
      </text>
      {hidden.map((grid, i) => (
        <text key={i} x={grid.x + grid.width / 2} y={y} text-anchor="middle">
          {grid.rows * grid.columns === 1 ? "1 neuron" : "hidden layer"}
        </text>
      ))}
      <text x={outputs.x + outputs.width / 2} y={y} text-anchor="middle">
        10 outputs
      </text>
    </g>
  );
}
