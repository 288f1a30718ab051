import { setName, tensor, type Value, value } from "@chainrule/autograd";

/** What a neuron computes with: two inputs, a weight for each, and a bias. */
export type Numbers<Number = number> = Readonly<Record<"x1" | "x2" | "w1" | "w2" | "b", Number>>;

/** A neuron: the weighted sum of its inputs and the bias, then the activation. */
export function neuron({ x1, x2, w1, w2, b }: Numbers<Value>, activation: (z: Value) => Value): Value {
  const first = setName(x1.mul(w1), "w₁·x₁");
  const second = setName(x2.mul(w2), "w₂·x₂");
  const sum = setName(first.add(second).add(b), "z");
  return setName(activation(sum), "output");
}

/** The output of a neuron at one point, with the graph behind it and the gradient of everything in it. */
export function outputAt(numbers: Numbers, activation: (z: Value) => Value): Value {
  const leaf = (x: number, name: string): Value =>
    setName(value(x, { dtype: "float64", requiresGrad: true }), name);
  const { x1, x2, w1, w2, b } = numbers;
  const leaves = {
    x1: leaf(x1, "x₁"),
    x2: leaf(x2, "x₂"),
    w1: leaf(w1, "w₁"),
    w2: leaf(w2, "w₂"),
    b: leaf(b, "b"),
  };
  const output = neuron(leaves, activation);
  output.backward();
  return output;
}

/** Its output everywhere: on `side` × `side` points of a square, row by row, from the top left. One call computes all. */
export function outputsOver(
  [from, to]: readonly [number, number],
  side: number,
  { w1, w2, b }: Omit<Numbers, "x1" | "x2">,
  activation: (z: Value) => Value,
): ArrayLike<number> {
  // In the middle of each small square.
  const at = (i: number): number => from + ((i + 0.5) / side) * (to - from);
  const x1 = tensor(Float64Array.from({ length: side * side }, (_, i) => at(i % side)));
  const x2 = tensor(
    Float64Array.from({ length: side * side }, (_, i) => at(side - 1 - Math.floor(i / side))),
  );
  return neuron({ x1, x2, w1: value(w1), w2: value(w2), b: value(b) }, activation).data;
}
