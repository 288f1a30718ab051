import { setName, value } from "@chainrule/autograd";
import { toSvg } from "@chainrule/draw";

const number = (name: string, x: number) => setName(value(x, { requiresGrad: true }), name);
const x = [number("x1", 1), number("x2", 0.5)]; // what comes in
const w = [number("w1", 0.8), number("w2", -1.2)]; // how much each counts
const b = number("b", 0.3);

const sum = x[0].mul(w[0]).add(x[1].mul(w[1])).add(b);
const output = sum.sigmoid();

output.backward();
console.log("output", output.item());
console.log("slope of w1", w[0].grad);
console.log(toSvg(output));
