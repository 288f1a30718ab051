// Matrix products by the machine's library, for someone who installed @chainrule/blas: with a library or without, they are right.
import { tensor, type Value } from "@chainrule/autograd";
import { description } from "@chainrule/blas";
import { compile, inspect, ready } from "@chainrule/wasm";

if (description !== null && description === "") throw new Error("a library that is found has a description");
const ones = tensor(new Float32Array(400 * 500).fill(1), { shape: [400, 500] });
const check = (product: Value): void => {
  if (product.shape.join() !== "400,400" || product.data.some((entry) => entry !== 500))
    throw new Error(`each entry is 500: ${String(product)}`);
};
check(ones.matmul(ones.transpose()));

// Compiled, by several threads: workers open the library while the first calls run.
await ready();
const step = compile((x: Value): Value => x.matmul(x.transpose()));
const isUsed = inspect(step, ones).includes("library [");
if (isUsed !== (description !== null)) throw new Error("a library that is found is used by programs");
for (let i = 0; i < 20; i++) {
  check(step(ones));
  await Promise.resolve();
}
