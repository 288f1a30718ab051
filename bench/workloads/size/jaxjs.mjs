import { numpy } from "@jax-js/jax";

export { grad } from "@jax-js/jax";
export const { matmul } = numpy;
