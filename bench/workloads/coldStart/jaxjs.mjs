import { defaultDevice, grad, init, jit, numpy as np } from "@jax-js/jax";

await init();
defaultDevice("wasm");

const wrap = process.argv[2] === "compiled" ? jit : (f) => f;
const entries = Float32Array.from({ length: 64 }, (_, i) => (i % 7) / 7);
const [x, w] = [0, 1].map(() => np.array(entries, { shape: [8, 8] }));
const gradientOf = wrap(grad((weight, input) => np.square(np.matmul(input, weight)).sum()));
console.log(gradientOf(w, x).dataSync()[0]);
process.exit(0);
