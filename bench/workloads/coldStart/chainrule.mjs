import { grad, tensor } from "@chainrule/autograd";

const gradientOf = grad((w) => x.matmul(w).square().sum());
const entries = Float32Array.from({ length: 64 }, (_, i) => (i % 7) / 7);
const x = tensor(entries, { shape: [8, 8] });
const compile = process.argv[2] === "compiled" ? (await import("@chainrule/wasm")).compile : (f) => f;
console.log(compile(gradientOf)(tensor(entries, { shape: [8, 8] })).data[0]);
