export { anyAxes, anyAxis, anyIndices, anyPermutation, type IndicesOptions } from "./axis.ts";
export {
  anyBroadcastable,
  anyShape,
  type Broadcastable,
  type BroadcastableOptions,
  type ShapeOptions,
} from "./shape.ts";
export { anyDtype, anyValue, type ValueOptions } from "./value.ts";
