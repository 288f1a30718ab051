import type { Value } from "@chainrule/autograd";
import type { Curve } from "./slope.ts";

/** A rule for derivatives, with an example whose slope both the rule and the library tell. */
export type Rule = {
  readonly name: string;
  readonly curve: string;
  readonly derivative: string;
  readonly example: string;
  readonly of: Curve;
  /** The example's derivative by the rule, written out. */
  readonly byRule: (x: Value) => Value;
};

export const rules: readonly Rule[] = [
  {
    name: "power",
    curve: "x^n",
    derivative: "n\\,x^{n-1}",
    example: "x^3",
    of: (x) => x.pow(3),
    byRule: (x) => x.pow(2).mul(3),
  },
  {
    name: "multiple",
    curve: "c\\,f",
    derivative: "c\\,f'",
    example: "5x^2",
    of: (x) => x.square().mul(5),
    byRule: (x) => x.mul(2).mul(5),
  },
  {
    name: "sum",
    curve: "f + g",
    derivative: "f' + g'",
    example: "x^3 + \\sin x",
    of: (x) => x.pow(3).add(x.sin()),
    byRule: (x) => x.pow(2).mul(3).add(x.cos()),
  },
  {
    name: "product",
    curve: "f \\, g",
    derivative: "f' g + f g'",
    example: "x^2 \\sin x",
    of: (x) => x.square().mul(x.sin()),
    byRule: (x) => x.mul(2).mul(x.sin()).add(x.square().mul(x.cos())),
  },
];
