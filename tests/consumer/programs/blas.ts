// Matrix products by the machine's library, for someone who installed @chainrule/blas: with a library or without, they are right.
import { tensor } from "@chainrule/autograd";
import { description } from "@chainrule/blas";

if (description !== null && description === "") throw new Error("a library that is found has a description");
const ones = tensor(new Float32Array(40 * 50).fill(1), { shape: [40, 50] });
const product = ones.matmul(ones.transpose());
if (product.shape.join() !== "40,40" || product.data.some((entry) => entry !== 50))
  throw new Error(`each entry is 50: ${String(product)}`);
