import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Heatmap } from "../../plots/Heatmap.tsx";
import { EdgeNote } from "./EdgeNote.tsx";
import { type EdgePlace, edgesOf, nearestEdge, placesOf, rowHeight, rows } from "./edges.ts";
import { featureNames, features, inputsOf } from "./features.ts";
import { pixels, scaled, tileSize } from "./pixels.ts";
import { mostLayers, mostNeurons } from "./settings.ts";
import type { NeuronPlace } from "./snapshot.ts";
import type { Sandbox } from "./useSandbox.ts";

type PictureProps = {
  readonly sandbox: Sandbox;
  /** The weight that is pointed at, here or in the table of weights. */
  readonly pointed: Signal<EdgePlace | null>;
};

/** The network: inputs to switch on and off, neurons with what each computes, and a line for each weight. */
export function NetworkPicture({ sandbox, pointed }: PictureProps): JSX.Element {
  const { layers } = sandbox.settings.value;
  const columns = layers.length + 2;
  const setLayers = (next: readonly number[]): void => sandbox.set({ layers: next });
  const resize = (layer: number, by: number): void =>
    setLayers(layers.map((width, i) => (i === layer ? width + by : width)));
  return (
    <section class="network-panel" aria-label="Network">
      <div class="network-head">
        <h4>{layers.length === 1 ? "1 hidden layer" : `${layers.length} hidden layers`}</h4>
        <button
          type="button"
          aria-label="Remove the last hidden layer"
          disabled={layers.length === 0}
          onClick={() => setLayers(layers.slice(0, -1))}
        >
          −
        </button>
        <button
          type="button"
          aria-label="Add a hidden layer"
          disabled={layers.length === mostLayers}
          onClick={() => setLayers([...layers, layers.at(-1) ?? 4])}
        >
          +
        </button>
      </div>
      <div
        class="network-scroll"
        tabIndex={0}
        role="group"
        aria-label="Network, from its inputs to its output"
      >
        <div class="network" style={{ minWidth: `${columns * 3.2 + 2.5}rem` }}>
          <div class="network-columns" style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}>
            <span>Inputs</span>
            {layers.map((width, layer) => (
              <span key={layer} class="width">
                <span>{width}</span>
                <span class="resize">
                  <button
                    type="button"
                    aria-label={`Remove a neuron from layer ${layer + 1}`}
                    disabled={width === 1}
                    onClick={() => resize(layer, -1)}
                  >
                    −
                  </button>
                  <button
                    type="button"
                    aria-label={`Add a neuron to layer ${layer + 1}`}
                    disabled={width === mostNeurons}
                    onClick={() => resize(layer, 1)}
                  >
                    +
                  </button>
                </span>
              </span>
            ))}
            <span>Output</span>
          </div>
          <div class="network-plane" style={{ height: `${rows * rowHeight}px` }}>
            <Edges sandbox={sandbox} pointed={pointed} />
            <Inputs sandbox={sandbox} columns={columns} />
            {[...layers, 1].map((width, layer) =>
              Array.from({ length: width }, (_, neuron) => (
                <Neuron
                  key={`${layer}.${neuron}`}
                  sandbox={sandbox}
                  place={{ layer, neuron }}
                  isOutput={layer === layers.length}
                  style={styleOf(placesOf(layers)[layer + 1][neuron])}
                />
              )),
            )}
          </div>
        </div>
      </div>
      <EdgeNote sandbox={sandbox} pointed={pointed} />
    </section>
  );
}

type Position = { readonly left: string; readonly top: string };

/** Where a tile is: its middle, as a share of the width and in pixels from the top. */
const styleOf = ({ x, y }: { x: number; y: number }): Position => ({
  left: `calc(${100 * x}% - ${tileSize / 2 + 2}px)`,
  top: `${y - tileSize / 2 - 2}px`,
});

function Inputs({ sandbox, columns }: { readonly sandbox: Sandbox; readonly columns: number }): JSX.Element {
  const { inputs } = sandbox.settings.value;
  const tiles = useMemo(
    () =>
      inputsOf(pixels(tileSize), featureNames)
        .split(1, 1)
        .map(({ data }) => scaled(Float32Array.from(data))),
    [],
  );
  return (
    <>
      {featureNames.map((name, i) => {
        const isOn = inputs.includes(name);
        const isLast = isOn && inputs.length === 1;
        return (
          <button
            key={name}
            type="button"
            class="tile input"
            aria-pressed={isOn}
            aria-label={`Input ${features[name].label}`}
            aria-disabled={isLast}
            title={isLast ? "A network needs an input." : undefined}
            style={styleOf({ x: 0.5 / columns, y: (i + 0.5) * ((rows * rowHeight) / featureNames.length) })}
            onClick={() => {
              if (isLast) return;
              const wanted = featureNames.filter((other) =>
                other === name ? !isOn : inputs.includes(other),
              );
              sandbox.set({ inputs: wanted });
            }}
          >
            <Heatmap values={tiles[i]} columns={tileSize} crisp />
            <span class="feature">{features[name].label}</span>
          </button>
        );
      })}
    </>
  );
}

type NeuronProps = {
  readonly sandbox: Sandbox;
  readonly place: NeuronPlace;
  readonly isOutput: boolean;
  readonly style: Position;
};

const nothing = new Float32Array();

/** What a neuron computes, as a small picture; chosen, it is shown large. */
function Neuron({ sandbox, place, isOutput, style }: NeuronProps): JSX.Element {
  const { layer, neuron } = place;
  const snapshot = sandbox.training.snapshot.value;
  const chosen = sandbox.shown.value;
  const isChosen = chosen === null ? isOutput : chosen.layer === layer && chosen.neuron === neuron;
  const isDead = snapshot?.dead[layer]?.[neuron] ?? false;
  const name = isOutput ? "Output" : `Layer ${layer + 1}, neuron ${neuron + 1}`;
  return (
    <button
      type="button"
      class={isDead ? "tile dead" : "tile"}
      aria-pressed={isChosen}
      aria-label={isDead ? `${name}, dead` : name}
      title={isDead ? `${name}: dead, it answers 0 to every training point` : name}
      style={style}
      onClick={() => {
        sandbox.shown.value = isOutput ? null : place;
      }}
    >
      <Heatmap values={snapshot?.tiles[layer]?.[neuron] ?? nothing} columns={tileSize} crisp />
    </button>
  );
}

/** A line for each weight: as thick as it is large, in the color of its sign. Lines change in place: there may be hundreds. */
function Edges({ sandbox, pointed }: PictureProps): JSX.Element {
  const group = useRef<SVGSVGElement>(null);
  const { inputs, layers } = sandbox.settings.value;
  const edges = useMemo(() => edgesOf(inputs, layers), [String(inputs), String(layers)]);
  const hovered = useSignal(false);
  const lines = useMemo(
    () =>
      edges.map(({ layer, neuron, input, path }) => <path key={`${layer}.${neuron}.${input}`} d={path} />),
    [edges],
  );
  useSignalEffect(() => {
    const snapshot = sandbox.training.snapshot.value;
    const { settings } = sandbox;
    void settings.value;
    const paths = group.current?.children;
    const counts = snapshot?.layers.reduce((sum, { weight }) => sum + weight.length, 0);
    if (snapshot === null || paths === undefined || counts !== paths.length) return;
    let i = 0;
    for (const { weight } of snapshot.layers) {
      for (const number of weight) {
        const path = paths[i++] as SVGPathElement;
        const size = Math.min(9, 0.4 + 2.4 * Math.abs(number)).toFixed(1);
        if (path.dataset["size"] !== size) {
          path.dataset["size"] = size;
          path.style.strokeWidth = size;
          path.style.strokeOpacity = String(Math.min(0.9, 0.25 + 0.35 * Math.abs(number)));
        }
        path.classList.toggle("negative", number < 0);
      }
    }
  });
  useSignalEffect(() => {
    const at = pointed.value;
    const paths = group.current?.children ?? [];
    const found = at === null ? -1 : edges.findIndex((edge) => isSame(edge, at));
    for (const [i, path] of Array.from(paths).entries()) path.classList.toggle("pointed", i === found);
  });
  const point = (event: PointerEvent): void => {
    const box = group.current?.getBoundingClientRect();
    if (box === undefined) return;
    pointed.value = nearestEdge(edges, (event.clientX - box.left) / box.width, event.clientY - box.top);
    hovered.value = pointed.value !== null;
  };
  const columns = layers.length + 2;
  return (
    <svg
      ref={group}
      class="edges"
      aria-hidden="true"
      viewBox={`0 0 ${columns * 100} ${rows * rowHeight}`}
      preserveAspectRatio="none"
      style={{ cursor: hovered.value ? "pointer" : undefined }}
      onPointerMove={point}
      onPointerLeave={() => {
        if (hovered.value) pointed.value = null;
        hovered.value = false;
      }}
      onClick={(event) => {
        point(event as unknown as PointerEvent);
        const at = pointed.value;
        if (at === null) return;
        sandbox.shown.value = at.layer === layers.length ? null : { layer: at.layer, neuron: at.neuron };
      }}
    >
      {lines}
    </svg>
  );
}

const isSame = (a: EdgePlace, b: EdgePlace): boolean =>
  a.layer === b.layer && a.neuron === b.neuron && a.input === b.input;
