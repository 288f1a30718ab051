import * as tf from "@tensorflow/tfjs";

const backend = process.argv[2];
if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
await tf.setBackend(backend);

const entries = Float32Array.from({ length: 64 }, (_, i) => (i % 7) / 7);
const x = tf.tensor(entries, [8, 8]);
const gradient = tf.grad((w) => tf.sum(tf.square(tf.matMul(x, w))))(tf.tensor(entries, [8, 8]));
console.log(gradient.dataSync()[0]);
