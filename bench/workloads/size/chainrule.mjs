export { grad, matmul } from "@chainrule/autograd";
