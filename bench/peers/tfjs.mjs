import * as tf from "@tensorflow/tfjs";

export { tf };

/** Switches TensorFlow.js to a backend, or says that it is not there. */
export async function useBackend(backend) {
  if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here.`);
}
