export { type CheckOpOptions, checkOp } from "./checkOp.ts";
export { type GradcheckOptions, gradcheck } from "./gradcheck.ts";
