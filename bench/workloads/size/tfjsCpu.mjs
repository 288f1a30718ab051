import "@tensorflow/tfjs-backend-cpu";

export { grad, matMul } from "@tensorflow/tfjs-core";
