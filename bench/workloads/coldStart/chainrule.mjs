import { grad, tensor } from "@chainrule/autograd";

const entries = Float32Array.from({ length: 64 }, (_, i) => (i % 7) / 7);
const x = tensor(entries, { shape: [8, 8] });
const gradient = grad((w) => x.matmul(w).square().sum())(tensor(entries, { shape: [8, 8] }));
console.log(gradient.data[0]);
