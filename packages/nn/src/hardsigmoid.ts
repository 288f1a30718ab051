import { checkValue, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** x / 6 + 1/2, held between 0 and 1: a sigmoid of three straight lines, with derivative 0 at both corners. */
export class Hardsigmoid extends Module {
  forward(x: Value): Value {
    return checkValue("Hardsigmoid", x).add(3).hardtanh(0, 6).div(6);
  }
}

/** x · hardsigmoid(x) (Howard et al. 2019, Searching for MobileNetV3). */
export class Hardswish extends Module {
  forward(x: Value): Value {
    // Of the corners −3 belongs to the curve and 3 to the line, as in PyTorch.
    const isHigh = checkValue("Hardswish", x).ge(3);
    const middle = x.where(isHigh.logicalOr(x.lt(-3)).logicalNot(), 0); // without the infinities that 0 would multiply
    return x.where(isHigh, middle.mul(middle.add(3)).div(6));
  }
}
