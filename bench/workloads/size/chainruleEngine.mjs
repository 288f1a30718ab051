import "@chainrule/wasm";

export { grad, matmul } from "@chainrule/autograd";
