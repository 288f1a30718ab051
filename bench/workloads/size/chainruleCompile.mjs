export { grad, matmul } from "@chainrule/autograd";
export { compile } from "@chainrule/wasm";
