// With the binary that it fetches where there is SIMD.
import "@tensorflow/tfjs-backend-wasm";
import binary from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

export { grad, matMul } from "@tensorflow/tfjs-core";
export { binary };
