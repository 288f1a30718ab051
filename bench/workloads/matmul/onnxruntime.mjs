import ort from "onnxruntime-node";
import { matrices, productsOf } from "./data.ts";

export async function start(threads, name) {
  const n = Number(name);
  const session = await ort.InferenceSession.create(chainOf(n), {
    executionProviders: ["cpu"],
    intraOpNumThreads: Number(threads),
  });
  const { a, b } = matrices(n);
  const inputs = { x0: new ort.Tensor("float32", a, [n, n]), b: new ort.Tensor("float32", b, [n, n]) };
  return async () => (await session.run(inputs)).sum.data[0];
}

/** An ONNX model: products x1 = x0 · b and so on, and the sum of the squares of the last one. The fields are those of onnx.proto. */
function chainOf(n) {
  const products = productsOf(n);
  const nodes = Array.from({ length: products }, (_, i) => node("MatMul", [`x${i}`, "b"], `x${i + 1}`));
  const graph = [
    ...[...nodes, node("ReduceSumSquare", [`x${products}`], "sum", keepNoAxes)].flatMap((part) =>
      bytes(1, part),
    ),
    ...text(2, "chain"),
    ...bytes(11, matrix("x0", [n, n])),
    ...bytes(11, matrix("b", [n, n])),
    ...bytes(12, matrix("sum", [])),
  ];
  const operators = [...text(1, ""), ...integer(2, 13)];
  return Uint8Array.from([...integer(1, 8), ...bytes(7, graph), ...bytes(8, operators)]);
}

const node = (kind, inputs, output, attribute = []) => [
  ...inputs.flatMap((input) => text(1, input)),
  ...text(2, output),
  ...text(4, kind),
  ...attribute,
];
const matrix = (name, extents) => {
  const shape = extents.flatMap((extent) => bytes(1, integer(1, extent)));
  return [...text(1, name), ...bytes(2, bytes(1, [...integer(1, 1), ...bytes(2, shape)]))];
};

// Protocol buffers: a field is its number and kind, then a number of 7 bits a byte, or a length and so many bytes.
function variable(number) {
  return number < 128 ? [number] : [(number & 127) | 128, ...variable(number >>> 7)];
}
const integer = (field, number) => [...variable(field << 3), ...variable(number)];
const bytes = (field, content) => [...variable((field << 3) | 2), ...variable(content.length), ...content];
const text = (field, string) => bytes(field, [...Buffer.from(string)]);
const keepNoAxes = bytes(5, [...text(1, "keepdims"), ...integer(3, 0), ...integer(20, 2)]);
