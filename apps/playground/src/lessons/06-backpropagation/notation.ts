import { nameOf, type Value } from "@chainrule/autograd";

/** How a call of an op is written in TeX, and its derivative by each argument. */
type Notation = {
  readonly call: (...args: string[]) => string;
  readonly slopes: (result: string, ...args: string[]) => string[];
};

const notations: Readonly<Record<string, Notation>> = {
  add: { call: (a, b) => `${a} + ${b}`, slopes: () => ["1", "1"] },
  sub: { call: (a, b) => `${a} - ${b}`, slopes: () => ["1", "-1"] },
  mul: { call: (a, b) => `${a} \\cdot ${b}`, slopes: (_, a, b) => [b, a] },
  div: {
    call: (a, b) => `\\frac{${a}}{${b}}`,
    slopes: (_, a, b) => [`\\frac{1}{${b}}`, `-\\frac{${a}}{${b}^2}`],
  },
  neg: { call: (a) => `-${a}`, slopes: () => ["-1"] },
  square: { call: (a) => `${a}^2`, slopes: (_, a) => [`2 ${a}`] },
  pow: {
    call: (a, b) => `${a}^{${b}}`,
    slopes: (_, a, b) => [`${b} ${a}^{${b} - 1}`, `${a}^{${b}} \\ln ${a}`],
  },
  sqrt: { call: (a) => `\\sqrt{${a}}`, slopes: (result) => [`\\frac{1}{2 ${result}}`] },
  exp: { call: (a) => `e^{${a}}`, slopes: (result) => [result] },
  log: { call: (a) => `\\ln ${a}`, slopes: (_, a) => [`\\frac{1}{${a}}`] },
  sin: { call: (a) => `\\sin ${a}`, slopes: (_, a) => [`\\cos ${a}`] },
  cos: { call: (a) => `\\cos ${a}`, slopes: (_, a) => [`-\\sin ${a}`] },
  tanh: { call: (a) => `\\tanh ${a}`, slopes: (result) => [`1 - ${result}^2`] },
  sigmoid: { call: (a) => `\\sigma(${a})`, slopes: (result) => [`${result}(1 - ${result})`] },
  relu: { call: (a) => `\\max(0, ${a})`, slopes: (_, a) => [`[${a} > 0]`] },
};

/** The call behind a Value: with the names of its arguments, `w \cdot x`, or with their numbers. */
export function texOfCall(result: Value, word: (value: Value) => string = texOf): string {
  const { op, inputs } = result;
  if (op === null) return word(result);
  const words = inputs.map(word);
  return notations[op.name]?.call(...words) ?? `\\operatorname{${op.name}}(${words.join(", ")})`;
}

/** The derivative of the call behind a Value by one of its arguments, `2 e`; undefined for ops without a notation here. */
export function texOfSlope(result: Value, argument: number): string | undefined {
  const { op, inputs } = result;
  if (op === null || !(op.name in notations)) return undefined;
  return notations[op.name].slopes(texOf(result), ...inputs.map((input) => texOf(input)))[argument];
}

/** A Value by its name, `w_{1}`; a constant without a name is its number. */
export function texOf(value: Value): string {
  const name = nameOf(value);
  if (name === undefined) return value.rank === 0 ? texFactor(value.item()) : "\\cdot";
  const [, word, digits] = /^(.*?)(\d*)$/.exec(name) ?? [];
  const base = word.length === 1 ? word : `\\mathit{${word.replaceAll(/[_$]/g, "\\$&")}}`;
  return digits === "" ? base : `${base}_{${digits}}`;
}

/** A number to four digits. */
export function texNumber(number: number): string {
  const [digits, exponent] = String(Number(number.toPrecision(4))).split("e");
  return exponent === undefined ? digits : `${digits} \\cdot 10^{${exponent.replace("+", "")}}`;
}

/** A number as a factor or as something to be raised to a power: in parentheses when negative. */
export const texFactor = (number: number): string =>
  number < 0 ? `(${texNumber(number)})` : texNumber(number);

/** How many times as much one Value changes as another. */
export const texDerivative = (of: string, by: string): string => `\\frac{\\partial ${of}}{\\partial ${by}}`;
