// A first gradient, for someone who installed @chainrule/autograd alone.
import { grad, tensor, type Value } from "@chainrule/autograd";
import * as testing from "@chainrule/autograd/testing";

const slope: Value = grad((x: Value) => x.mul(x).sum())(tensor([1, 2, 3]));
const found = JSON.stringify(slope.toArray());
if (found !== "[2,4,6]")
  throw new Error(`the gradient of the sum of squares at [1, 2, 3] came out as ${found}`);
if (Object.keys(testing).length === 0) throw new Error("@chainrule/autograd/testing exports nothing");
