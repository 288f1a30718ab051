/*
 * What engines need that run recorded functions in their own way: `@chainrule/autograd/engine`. Not for users; it can change
 * from one minor version to the next.
 */

export { hasValues, type Program, record, type Source } from "./program.ts";
export { isTracing } from "./trace.ts";
export { leavesOf } from "./tree.ts";
