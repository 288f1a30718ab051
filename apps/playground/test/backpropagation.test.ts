import { defineOp, graphOf, nameOf, setName, stack, tensor, type Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { chains, followChain } from "../src/lessons/06-backpropagation/chain.ts";
import { chainRuleCode, orderCode } from "../src/lessons/06-backpropagation/code.ts";
import { callsAndPaths, costOf } from "../src/lessons/06-backpropagation/cost.ts";
import { type Graph, graphs, record } from "../src/lessons/06-backpropagation/graphs.ts";
import { texOf, texOfCall, texOfSlope } from "../src/lessons/06-backpropagation/notation.ts";
import { type Order, pull, stepsIn } from "../src/lessons/06-backpropagation/orders.ts";
import { packGraph } from "../src/lessons/06-backpropagation/packGraph.ts";
import { unpackGraph } from "../src/lessons/06-backpropagation/unpackGraph.ts";

const numbersOf = (graph: Graph) => ({ ...graph.parameters, ...graph.constants });

/** What each parameter has received at the end of a walk. */
function received(graph: Graph, order: Order): Record<string, number> {
  const { loss, parameters } = record(graph, numbersOf(graph));
  const sums = new Map(
    stepsIn(order, loss).flatMap(({ contributions }) =>
      contributions.map(({ input, sum }) => [input, sum.item()]),
    ),
  );
  return Object.fromEntries(Object.entries(parameters).map(([name, leaf]) => [name, sums.get(leaf) ?? 0]));
}

describe("a walk back", () => {
  it("gives the gradients of pen and paper in reverse topological order", () => {
    // L = 3x² + x⁴: 6x + 4x³ at 2.
    expect(received(graphs.diamond, "topological")).toEqual({ x: 44 });
    expect(received(graphs.twoPaths, "topological")).toEqual({ w: -20, x: -16 });
  });

  it("loses what arrives late where a computed value is used twice, and nothing where a parameter is", () => {
    // Only what came by way of 3u: 3 · 2x.
    expect(received(graphs.diamond, "onArrival")).toEqual({ x: 12 });
    expect(received(graphs.twoPaths, "onArrival")).toEqual({ w: -20, x: -16 });
    const [right, wrong] = [received(graphs.network, "topological"), received(graphs.network, "onArrival")];
    expect(wrong["w1"]).not.toBeCloseTo(right["w1"], 2);
    expect({ ...wrong, w1: 0 }).toEqual({ ...right, w1: 0 });
  });

  it("agrees in the network with the formula by hand", () => {
    const [w1, w2, w3, w4, w5, x, y] = [0.5, 1.5, -1, 1, 2, 1, 1];
    const h = Math.tanh(w1 * x);
    const [a, b] = [Math.tanh(w2 * h), Math.tanh(w3 * h)];
    const flow = 2 * (w4 * a + w5 * b - y);
    const toH = flow * (w4 * (1 - a * a) * w2 + w5 * (1 - b * b) * w3);
    const found = received(graphs.network, "topological");
    expect(found["w1"]).toBeCloseTo(toH * (1 - h * h) * x, 12);
    expect(found["w4"]).toBeCloseTo(flow * a, 12);
    expect(found["w2"]).toBeCloseTo(flow * w4 * (1 - a * a) * h, 12);
  });
});

describe("the words of a step", () => {
  it("write calls and local derivatives as they are", () => {
    const { loss } = record(graphs.twoPaths, numbersOf(graphs.twoPaths));
    const [squared] = loss.inputs;
    const [error] = squared.inputs;
    expect([loss, squared, error].map((value) => texOfCall(value))).toEqual(["s + r", "e^2", "p - 10"]);
    expect(texOfSlope(squared, 0)).toBe("2 e");
    expect(texOfCall(error.inputs[0])).toBe("w \\cdot x");
    expect(texOfSlope(error.inputs[0], 0)).toBe("x");
  });

  it("call Values as the program does", () => {
    const names = ["w", "w12", "loss", "my_loss2"];
    const written = names.map((name) => texOf(setName(value(1), name)));
    expect(written).toEqual(["w", "w_{12}", "\\mathit{loss}", "\\mathit{my\\_loss}_{2}"]);
    expect([value(3), value(-3)].map(texOf)).toEqual(["3", "(-3)"]);
  });

  it("have local derivatives by the rules of the ops", () => {
    const { loss } = record(graphs.twoPaths, numbersOf(graphs.twoPaths));
    const squared = loss.inputs[0].node;
    if (squared === null) throw new Error("no call");
    expect(pull(squared, 0, loss.sub(loss).add(1)).item()).toBe(-8);
  });
});

it("slopes along a chain multiply", () => {
  expect(followChain(chains.straight, 1)).toMatchObject({ innerSlope: 2, outerSlope: 3, wholeSlope: 6 });
  const { innerSlope, outerSlope, wholeSlope } = followChain(chains.curved, 1);
  expect(innerSlope).toBe(2);
  expect(outerSlope).toBeCloseTo(Math.E, 12);
  expect(wholeSlope).toBeCloseTo(2 * Math.E, 12);
});

it("one backward pass costs about two forward passes, and nudging one for each weight", () => {
  const { weights, forward, backward, nudging } = costOf(64);
  expect(weights).toBe(16 * 64 + 64 + 64 + 1);
  // Two products and their biases, tanh, and three for the loss.
  expect(Math.abs(forward - (2 * 16 * 64 + 64 + 64 + 2 * 64 + 1))).toBeLessThanOrEqual(4);
  expect(nudging).toBe((weights + 1) * forward);
  expect(backward / forward).toBeGreaterThan(1.5);
  expect(backward / forward).toBeLessThan(3.5);
});

it("a row of 20 diamonds has a million paths and 60 calls", () => {
  expect(callsAndPaths(20)).toEqual({ calls: 60, paths: 1_048_576 });
});

it("the code shown is that of the library", () => {
  expect(orderCode).toContain("export function callsBehind");
  expect(chainRuleCode).toContain("cotangents.get(input)?.add(contribution)");
});

describe("a program of one's own", () => {
  const parameter = (x: number): Value => value(x, { requiresGrad: true });
  const gradients = (loss: Value): number[] => {
    const sums = new Map(
      stepsIn("topological", loss).flatMap(({ contributions }) =>
        contributions.map(({ input, sum }) => [nameOf(input), sum] as const),
      ),
    );
    return ["x", "y"].flatMap((name) => Array.from(sums.get(name)?.data ?? []));
  };

  it("has the same graph, numbers and gradients after a journey as text", () => {
    const [x, y] = [parameter(0.5), parameter(2)];
    const a = x.mul(y).sin();
    const L = a.div(x.exp()).add(a.pow(3)).sub(1).relu();
    const copy = unpackGraph(JSON.parse(JSON.stringify(packGraph({ x, y, a, L }))));
    expect(copy.item()).toBe(L.item());
    expect(graphOf(copy).map(({ op }) => op)).toEqual(graphOf(L).map(({ op }) => op));
    expect(graphOf(copy).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["L", "a", "x", "y", "v1", undefined]),
    );
    L.backward();
    expect(gradients(copy)).toEqual([x.grad?.item(), y.grad?.item()]);
  });

  it("can have arrays in it", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const y = tensor([[1, 0, 2]], { requiresGrad: true });
    const L = stack([y.matmul(x).sum(), x.mean()])
      .square()
      .sum();
    const copy = unpackGraph(JSON.parse(JSON.stringify(packGraph({ x, y, L }))));
    L.backward();
    expect(gradients(copy)).toEqual([...(x.grad?.data ?? []), ...(y.grad?.data ?? [])]);
  });

  it("has to end with a number that depends on a parameter", () => {
    const x = parameter(2);
    for (const variables of [{}, { x: 3 }, { x: value(3) }, { x, y: tensor([1, 2]).mul(x) }])
      expect(() => packGraph(variables)).toThrow("the last constant has to be a single number");
  });

  it("is refused with an op that the picture does not know", () => {
    const double = defineOp("double", (x: Value) => value(2 * x.item()), {
      shape: () => [],
      vjp: [(cotangent) => cotangent.mul(2)],
    });
    let long = parameter(1);
    for (let i = 0; i < 10_000; i++) long = long.add(1);
    expect(() => packGraph({ long })).toThrow("more than 500 Values");
    const packed = packGraph({ L: double(parameter(1)) });
    expect(() => unpackGraph(packed)).toThrow("The op double is not one of the library's");
  });
});
