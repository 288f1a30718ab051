import { type FeatureName, featureNames } from "./features.ts";
import { mostNeurons } from "./settings.ts";

/** A weight: of which layer and neuron, and on which of its inputs. */
export type EdgePlace = { readonly layer: number; readonly neuron: number; readonly input: number };

/** Where it begins and ends: shares of the width, pixels from the top. */
type Edge = EdgePlace & {
  readonly from: Place;
  readonly to: Place;
  /** In a box in which each column is 100 wide. */
  readonly path: string;
};

type Place = { readonly x: number; readonly y: number };

export const rows = mostNeurons;
export const rowHeight = 44;

/** The middles of all features, of the neurons of each layer, and of the output. */
export function placesOf(layers: readonly number[]): Place[][] {
  const widths = [featureNames.length, ...layers, 1];
  const height = rows * rowHeight;
  return widths.map((width, column) =>
    Array.from({ length: width }, (_, i) => ({
      x: (column + 0.5) / widths.length,
      y: column === 0 ? ((i + 0.5) * height) / width : height / 2 + (i - (width - 1) / 2) * rowHeight,
    })),
  );
}

/** All weights, in the order in which layers keep them. */
export function edgesOf(inputs: readonly FeatureName[], layers: readonly number[]): Edge[] {
  const places = placesOf(layers);
  const scale = 100 * places.length;
  return places.slice(1).flatMap((neurons, layer) => {
    const sources = layer === 0 ? inputs.map((name) => places[0][featureNames.indexOf(name)]) : places[layer];
    return neurons.flatMap((to, neuron) =>
      sources.map((from, input) => {
        const [x0, x1] = [from.x * scale, to.x * scale];
        const middle = (x0 + x1) / 2;
        const path = `M${x0} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${x1} ${to.y}`;
        return { layer, neuron, input, from, to, path };
      }),
    );
  });
}

/** The weight whose line is nearest to a place, if one is near. */
export function nearestEdge(edges: readonly Edge[], x: number, y: number): EdgePlace | null {
  const near = 7; // pixels
  let [nearest, least]: [Edge | null, number] = [null, near];
  for (const edge of edges) {
    const share = (x - edge.from.x) / (edge.to.x - edge.from.x);
    if (share < 0 || share > 1) continue;
    const distance = Math.abs(edge.from.y + (edge.to.y - edge.from.y) * heightAt(share) - y);
    if (distance < least) [nearest, least] = [edge, distance];
  }
  return nearest;
}

/** How far up the line is after a share of its way across. */
function heightAt(share: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) + t ** 3 < share) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return 3 * t ** 2 - 2 * t ** 3;
}
