import { readFileSync } from "node:fs";
import {
  backwardSteps,
  defineOp,
  grad,
  graphOf,
  setName,
  tensor,
  type Value,
  value,
} from "@chainrule/autograd";
import { toSvg } from "@chainrule/draw";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";

const leaf = (x: number, name: string): Value => setName(value(x, { requiresGrad: true }), name);

/** tanh(x1 w1 + x2 w2 + b), the neuron of every introduction. */
function neuron(): Value {
  const sum = leaf(2, "x1")
    .mul(leaf(-3, "w1"))
    .add(leaf(0, "x2").mul(leaf(1, "w2")));
  return setName(setName(sum.add(leaf(6.8813735870195432, "b")), "n").tanh(), "o");
}

/** Read as strictly as XML is. */
function parsed(svg: string): Element {
  const { documentElement } = new new JSDOM().window.DOMParser().parseFromString(svg, "image/svg+xml");
  expect(documentElement.nodeName).toBe("svg");
  return documentElement;
}

const numbersOf = (element: Element | null, ...names: string[]): number[] =>
  names.map((name) => Number(element?.getAttribute(name)));

interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function rectangle(box: Element): Rectangle {
  const [left, top, width, height] = numbersOf(box.querySelector(".box"), "x", "y", "width", "height");
  return { left, top, right: left + width, bottom: top + height };
}

const boxesOf = (svg: Element): Element[] => [...svg.querySelectorAll("g:not(.edge)")];

describe("toSvg", () => {
  it("draws each Value once, by kind, with its name, op, numbers and gradient", () => {
    const o = neuron();
    o.backward();
    const svg = parsed(toSvg(o));
    expect(svg.querySelectorAll(".parameter")).toHaveLength(5);
    expect(svg.querySelectorAll(".computed")).toHaveLength(5);
    expect(svg.querySelectorAll(".edge")).toHaveLength(9);
    const [first] = boxesOf(svg);
    expect([...first.querySelectorAll("text")].map((line) => line.textContent)).toEqual([
      "o = tanh",
      "0.7071",
    ]);
    const texts = boxesOf(svg).map((box) =>
      [...box.querySelectorAll("text")].map((line) => line.textContent),
    );
    expect(texts).toContainEqual(["w1", "-3", "gradient 1"]);
    graphOf(o).forEach(({ name }, i) => {
      if (name !== undefined)
        expect(svg.querySelector(`[data-index="${i}"] .title`)?.textContent).toContain(name);
    });
  });

  it("says what it shows to those who cannot see it", () => {
    const svg = parsed(toSvg(neuron()));
    expect(svg.getAttribute("role")).toBe("img");
    expect(svg.firstElementChild?.outerHTML).toContain("Graph of o</title>");
    const sentences = svg.querySelector("desc")?.textContent.split("\n");
    expect(sentences).toHaveLength(10);
    expect(sentences?.at(-1)).toBe("o: tanh of n = 0.7071.");
    expect(parsed(toSvg(neuron(), { step: 2, title: "A neuron" })).firstElementChild?.textContent).toBe(
      "A neuron",
    );
    expect(parsed(toSvg(neuron(), { step: 2 })).firstElementChild?.textContent).toBe(
      "Backward pass of o, step 2 of 5: add",
    );
  });

  it.each(["right", "down"] as const)("has boxes that do not meet, and all text inside: %s", (direction) => {
    const x = setName(tensor([1, 2, 3], { requiresGrad: true }), "a name that is much longer than any box");
    const wide = setName(x.relu(), "隠れ層の出力は 🎉 とても長い名前");
    const [h, constant] = [wide.sigmoid().mul(wide), tensor([[1], [2]])];
    const svg = parsed(toSvg(h.add(constant).sum(), { direction, step: 3 }));
    const rectangles = boxesOf(svg).map(rectangle);
    const [width, height] = numbersOf(svg, "width", "height");
    rectangles.forEach((a, i) => {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.top).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(width);
      expect(a.bottom).toBeLessThanOrEqual(height);
      for (const b of rectangles.slice(i + 1)) {
        const isApart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        expect(isApart).toBe(true);
      }
    });
    for (const box of boxesOf(svg)) {
      const { left, right, top, bottom } = rectangle(box);
      for (const line of box.querySelectorAll("text")) {
        const [x, y, length] = numbersOf(line, "x", "y", "textLength");
        expect(x).toBeGreaterThan(left);
        expect(x + length).toBeLessThan(right);
        expect(y - 10).toBeGreaterThan(top);
        expect(y + 3).toBeLessThan(bottom);
      }
    }
    expect(svg.querySelector(".parameter .title")?.textContent).toBe("a name that is much longe…");
    expect(svg.querySelector(".parameter title")?.textContent).toContain(
      "a name that is much longer than any box:",
    );
  });

  it("has arrows that all go one way", () => {
    const svg = parsed(toSvg(neuron()));
    for (const path of svg.querySelectorAll(".edge path")) {
      const [start, ...others] = Array.from(
        (path.getAttribute("d") ?? "").matchAll(/(-?[\d.]+)[ ,](-?[\d.]+)(?=C|$)/g),
        ([, x]) => Number(x),
      );
      expect(others.length).toBeGreaterThan(0);
      for (const x of others) expect(x).toBeGreaterThan(start);
    }
  });

  it("draws the backward pass step by step, with every box where it was", () => {
    const x = leaf(3, "x");
    const y = x.mul(x).add(x);
    const steps = backwardSteps(y);
    const frames = Array.from({ length: steps.length + 1 }, (_, step) => parsed(toSvg(y, { step })));
    const places = frames.map((svg) => boxesOf(svg).map(rectangle));
    for (const place of places) expect(place).toEqual(places[0]);
    expect(new Set(frames.map((svg) => svg.getAttribute("viewBox"))).size).toBe(1);

    const gradientsOf = (svg: Element): string[] =>
      [...svg.querySelectorAll(".gradient")].map((line) => line.textContent);
    expect(gradientsOf(frames[0])).toEqual(["gradient 1"]);
    expect(gradientsOf(frames[1])).toEqual(["gradient 1", "gradient 1", "gradient 1"]);
    expect(gradientsOf(frames[2])).toEqual(["gradient 1", "gradient 1", "gradient 7"]);
    const passed = (svg: Element, selector: string): string[] =>
      [...svg.querySelectorAll(`${selector} text`)].map((label) => label.textContent);
    expect(passed(frames[0], ".passed")).toEqual([]);
    expect(passed(frames[1], ".passed.current")).toEqual(["+1", "+1"]);
    expect(passed(frames[2], ".passed.current")).toEqual(["+3", "+3"]);
    expect(passed(frames[2], ".passed")).toHaveLength(4);
    expect(frames[2].querySelector(".computed.current .title")?.textContent).toBe("mul");
    expect(frames.map((svg) => svg.querySelector(".caption")?.textContent)).toEqual([
      "before step 1 of 2",
      "step 1 of 2: add",
      "step 2 of 2: mul",
    ]);
    expect(x.grad).toBeNull();
    expect(() => toSvg(y, { step: 3 })).toThrow(/has 2 steps/);
  });

  it("draws the steps of another walk, as far as it has gone", () => {
    const y = neuron();
    const [first] = backwardSteps(y);
    const steps = [{ ...first, contributions: [] }];
    const svg = parsed(toSvg(y, { steps, step: 1 }));
    expect(svg.querySelector(".caption")?.textContent).toBe("step 1 of 1: tanh");
    expect(svg.querySelectorAll(".passed")).toHaveLength(0);
    expect(svg.querySelectorAll(".gradient")).toHaveLength(1);
    expect(() => toSvg(y, { steps, step: 2 })).toThrow(RangeError);
  });

  it("labels arrows for the argument that got the contribution", () => {
    const [a, b] = [leaf(2, "a"), value(5)];
    const svg = parsed(toSvg(b.mul(a), { step: 1 }));
    expect(svg.querySelectorAll(".edge")).toHaveLength(2);
    expect([...svg.querySelectorAll(".passed text")].map((label) => label.textContent)).toEqual(["+5"]);
    const large = tensor(new Float32Array(100), { requiresGrad: true });
    expect(parsed(toSvg(large.exp().sum(), { step: 2 })).querySelector(".passed text")).toBeNull();
  });

  it("counts what it leaves out", () => {
    let x: Value = leaf(1, "x");
    for (let i = 0; i < 200; i++) x = x.sin();
    const svg = parsed(toSvg(x, { limit: 5 }));
    expect(svg.querySelectorAll(".computed")).toHaveLength(5);
    expect(svg.querySelector(".hidden text")?.textContent).toBe("… 196 more");
    expect(() => toSvg(x, { limit: 501 })).toThrow(/up to 500 Values, got limit 501/);
  });

  it("draws a leaf, a call of several outputs, and a graph inside a function that is differentiated", () => {
    expect(boxesOf(parsed(toSvg(value(3))))).toHaveLength(1);
    const halves = defineOp("halves", (x: Value): Value[] => [x.mul(0.25), x.mul(0.75)], {
      shape: (x) => [x.shape, x.shape],
      vjp: [([a, b]) => (a ?? b)!],
    });
    const [a, b] = halves(leaf(4, "x"));
    const svg = parsed(toSvg(a.mul(b), { step: 2 }));
    expect([...svg.querySelectorAll(".title")].map((title) => title.textContent)).toEqual([
      "mul",
      "halves[0]",
      "halves[1]",
      "x",
    ]);
    let inside = "";
    grad((x: Value) => {
      inside = toSvg(x.square());
      return x;
    })(value(3));
    expect(parsed(inside).querySelectorAll(".computed")).toHaveLength(2);
  });

  it("is the picture in the README", () => {
    const picture = readFileSync(new URL("../neuron.svg", import.meta.url), "utf8");
    expect(picture).toBe(`${toSvg(neuron(), { step: 3 })}\n`);
  });

  it("escapes names, whatever is in them", () => {
    const name = `<script>"&'</script>\u0000\ud800]]>`;
    const svg = toSvg(setName(value(1), name));
    expect(svg).not.toContain("<script");
    expect(parsed(svg).querySelector(".title")?.textContent).toBe(`<script>"&'</script>\ufffd\ufffd]]>`);
  });

  it("follows the colors that the reader prefers, or those it is told", () => {
    const svg = toSvg(value(1));
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg).toContain("var(--chainrule-background, #ffffff)");
    const dark = toSvg(value(1), { colorScheme: "dark" });
    expect(dark).not.toContain("@media");
    expect(dark).not.toContain("#ffffff");
    expect(dark).toContain('class="chainrule-graph chainrule-dark"');
  });
});
