import program from "../../../../../packages/autograd/src/backward.ts?raw";

/** The part of a program from where one text begins to where another does. */
function part(program: string, from: string, to: string): string {
  const [start, end] = [program.indexOf(from), program.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`The program has no part from "${from}" to "${to}".`);
  return program.slice(start, end).trimEnd();
}

/** The order of the calls, as the library finds it. */
export const orderCode = part(program, "/**\n * The calls behind", "/** Told of a walk");

/** The chain rule, as the library applies it. */
export const chainRuleCode = part(
  program,
  "/**\n * The chain rule. Takes",
  "/** The cotangent of what a call gave",
);
