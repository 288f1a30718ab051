import type { Value } from "@chainrule/autograd";

/** Points of the plane, [count, 2], each with what the network should say there, [count, 1]. */
export type Examples = { readonly points: Value; readonly targets: Value };
