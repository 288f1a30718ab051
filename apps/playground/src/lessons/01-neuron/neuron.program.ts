import { setName, type Value, value } from "@chainrule/autograd";
import { toSvg } from "@chainrule/draw";

const number = (x: number, name: string): Value => setName(value(x, { requiresGrad: true }), name);
const [x1, x2] = [number(1, "x1"), number(0.5, "x2")]; // the inputs
const [w1, w2] = [number(0.8, "w1"), number(-1.2, "w2")]; // how much each counts
const b = number(0.3, "b"); // the bias

const z = x1.mul(w1).add(x2.mul(w2)).add(b); // the weighted sum
const output = setName(z.sigmoid(), "output"); // and the bend

output.backward(); // how much the output changes with each number
console.log(`output ${output.item().toFixed(4)}, gradient of w1: ${w1.grad?.item().toFixed(4)}`);
console.log(toSvg(output));
