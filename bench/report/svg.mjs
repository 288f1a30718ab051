import { JSDOM } from "jsdom";

export const { document } = new JSDOM("").window;

export const ink = "#1d2433";
export const faint = "#7b8494";
export const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const namespace = "http://www.w3.org/2000/svg";

/** Libraries keep their colour in all charts. */
const colours = {
  "Chainrule, 2 threads": "#1450d2",
  "Chainrule, BLAS": "#0b2f7d",
  "Chainrule, 1 thread": "#5c8df0",
  "Chainrule, compiled": "#5c8df0",
  "Chainrule, core": "#1450d2",
  "Chainrule, engine on": "#5c8df0",
  "Chainrule, compile too": "#0b2f7d",
  "Chainrule, eager": "#a9c3f7",
  PyTorch: "#e8562e",
  "jax-js": "#8a4fbf",
  "TensorFlow.js wasm": "#e09f1f",
  "TensorFlow.js cpu": "#eccb85",
  OpenBLAS: "#2c8a5b",
  "onnxruntime-node": "#c2487f",
};

export function colourOf({ name, library }) {
  return colours[name] ?? colours[library] ?? "#9aa3b2";
}

/** An element of SVG. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** A white sheet with a title, on which charts of Plot are laid: [chart, x, y] each. */
export function sheet({ width, height, title, subtitle }, placed) {
  const root = element(
    "svg",
    { xmlns: namespace, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": font, fill: ink },
    element("rect", { width, height, rx: 8, fill: "white" }),
    element("text", { x: 24, y: 36, "font-size": 19, "font-weight": 650 }, title),
    element("text", { x: 24, y: 58, "font-size": 13, fill: faint }, subtitle),
  );
  for (const [part, x, y] of placed) {
    part.setAttribute("x", String(x));
    part.setAttribute("y", String(y));
    root.append(part);
  }
  return `${root.outerHTML}\n`;
}

/** Moves labels apart that would cover each other: their places in the given order, `gap` from each other, and none below `end`. */
export function apart(places, gap, end) {
  const order = places.map((_, i) => i).toSorted((i, j) => places[i] - places[j]);
  const moved = [...places];
  // Pushing apart again and again settles soon: there are few labels.
  for (let round = 0; round < 50; round++) {
    for (let k = 1; k < order.length; k++) {
      const [upper, lower] = [order[k - 1], order[k]];
      const missing = gap - (moved[lower] - moved[upper]);
      if (missing <= 0) continue;
      moved[upper] -= missing / 2;
      moved[lower] += missing / 2;
    }
  }
  order.forEach((label, k) => {
    moved[label] = Math.min(moved[label], end - gap * (order.length - 1 - k));
  });
  return moved;
}
