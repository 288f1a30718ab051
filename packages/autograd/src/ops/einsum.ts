import { promote } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape, type Shape, sizeOf } from "../shape.ts";
import type { Value } from "../value.ts";

/** A Value with a label for each axis: a letter, or `.0`, `.1` ... for what an ellipsis stands for, from the last axis on. */
interface Term {
  readonly value: Value;
  readonly labels: readonly string[];
}

type Extents = ReadonlyMap<string, number>;

/**
 * Sums of products in Einstein's notation: `einsum("ij,jk->ik", a, b)` multiplies matrices. A letter names an axis; the operands
 * are multiplied along axes with one letter, and summed over letters that the result lacks. A letter twice in one operand is its
 * diagonal. `...` stands for leading axes, which broadcast, as extents of 1 do. Without `->` the result has the axes of `...` and
 * then, sorted, the letters that occur once.
 */
export const einsum: Op<[equation: string, ...operands: Value[]]> = defineOp(
  "einsum",
  (equation: string, ...operands: Value[]) => {
    const { inputs, output } = parse(equation, operands);
    const promoted = promote(operands);
    const extents = extentsOf(equation, operands, inputs);
    let terms = operands.map((value, i) =>
      prepared({ value: value.to(promoted === "bool" ? "int32" : promoted), labels: inputs[i] }, extents),
    );
    while (terms.length > 1) terms = contracted(terms, output, extents);
    return arranged(
      summed(terms[0], (label) => output.includes(label)),
      output,
    );
  },
);

function parse(equation: string, operands: readonly Value[]): { inputs: string[][]; output: string[] } {
  if (typeof equation !== "string")
    throw new TypeError(`einsum needs an equation such as "ij,jk->ik" in front of its operands.`);
  const [left, right, ...more] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",").map((text) => tokens(equation, text));
  if (more.length > 0 || terms.length !== operands.length) {
    throw new RangeError(
      `einsum: "${equation}" is for ${terms.length} operands and at most one "->", got ${operands.length} operands.`,
    );
  }
  const inputs = terms.map((term, i) => {
    const { rank, shape } = checkValue("einsum", operands[i]);
    const covered = rank - term.filter((token) => token !== "...").length;
    if (covered < 0 || (covered > 0 && !term.includes("..."))) {
      throw new RangeError(
        `einsum: "${left.split(",")[i]}" in "${equation}" does not fit operand ${i} of shape ${formatShape(shape)}.`,
      );
    }
    return spelledOut(term, covered);
  });
  const all = inputs.flat();
  const longest = Math.max(...inputs.map((labels) => labels.filter(isDotted).length));
  const letters = [...new Set(all)].filter((label) => !isDotted(label)).sort();
  const output =
    right === undefined
      ? spelledOut(
          ["...", ...letters.filter((letter) => all.filter((l) => l === letter).length === 1)],
          longest,
        )
      : spelledOut(tokens(equation, right), longest);
  if (new Set(output).size < output.length || output.some((label) => !all.includes(label))) {
    throw new RangeError(
      `einsum: the result of "${equation}" must have each letter once, and only letters of the operands.`,
    );
  }
  return { inputs, output };
}

const isDotted = (label: string): boolean => label.startsWith(".");

/** The letters of one term, and `...`. */
function tokens(equation: string, text: string): string[] {
  if (!/^[a-z]*(\.{3})?[a-z]*$/i.test(text)) {
    throw new RangeError(
      `einsum: "${text}" in "${equation}" is no sequence of letters with at most one "...".`,
    );
  }
  return text.match(/\.{3}|[a-z]/gi) ?? [];
}

function spelledOut(term: readonly string[], covered: number): string[] {
  return term.flatMap((token) =>
    token === "..." ? Array.from({ length: covered }, (_, i) => `.${covered - 1 - i}`) : [token],
  );
}

function extentsOf(
  equation: string,
  operands: readonly Value[],
  inputs: readonly (readonly string[])[],
): Extents {
  const extents = new Map<string, number>();
  inputs.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const extent = operands[i].shape[axis];
      const known = extents.get(label) ?? 1;
      const isRepeated = labels.indexOf(label) < axis;
      const first = operands[i].shape[labels.indexOf(label)];
      if (isRepeated ? extent !== first : extent !== 1 && known !== 1 && extent !== known) {
        throw new RangeError(
          `einsum: "${isDotted(label) ? "..." : label}" in "${equation}" has extents ${isRepeated ? first : known} and ${extent}, operands of shapes ${operands.map((operand) => formatShape(operand.shape)).join(", ")}.`,
        );
      }
      extents.set(label, extent === 1 ? known : extent);
    });
  });
  return extents;
}

/** The term with its diagonals taken, and without axes of extent 1 that others stretch. */
function prepared({ value, labels }: Term, extents: Extents): Term {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second >= 0) {
    const first = labels.indexOf(labels[second]);
    const others = labels.filter((_, axis) => axis !== first && axis !== second);
    const diagonal = { value: value.diagonal(0, first, second), labels: [...others, labels[second]] };
    return prepared(diagonal, extents);
  }
  const isOwn = (axis: number): boolean => value.shape[axis] === extents.get(labels[axis]);
  return {
    value: value.reshape(value.shape.filter((_, axis) => isOwn(axis))),
    labels: labels.filter((_, axis) => isOwn(axis)),
  };
}

/** The terms with those two multiplied whose product is smallest. */
function contracted(terms: readonly Term[], output: readonly string[], extents: Extents): Term[] {
  let best: { readonly size: number; readonly i: number; readonly j: number } | undefined;
  for (let j = 1; j < terms.length; j++) {
    for (let i = 0; i < j; i++) {
      const isWanted = wantedBeside(terms, i, j, output);
      const labels = new Set([...terms[i].labels, ...terms[j].labels].filter(isWanted));
      const size = sizeOf([...labels].map((label) => extents.get(label) as number));
      if (best === undefined || size < best.size) best = { size, i, j };
    }
  }
  const { i, j } = best as NonNullable<typeof best>;
  const others = terms.filter((_, k) => k !== i && k !== j);
  return [multiplied(terms[i], terms[j], wantedBeside(terms, i, j, output), extents), ...others];
}

/** Which labels the product of terms i and j has to keep. */
function wantedBeside(terms: readonly Term[], i: number, j: number, output: readonly string[]) {
  const wanted = new Set([
    ...output,
    ...terms.flatMap(({ labels }, k) => (k === i || k === j ? [] : labels)),
  ]);
  return (label: string): boolean => wanted.has(label);
}

/** The product of two terms, as that of matrices, summed over what is not wanted. */
function multiplied(first: Term, second: Term, isWanted: (label: string) => boolean, extents: Extents): Term {
  const a = summed(first, (label) => isWanted(label) || second.labels.includes(label));
  const b = summed(second, (label) => isWanted(label) || first.labels.includes(label));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter(isWanted);
  const inner = shared.filter((label) => !isWanted(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const shape = (...groups: string[][]): Shape =>
    groups.map((labels) => sizeOf(labels.map((label) => extents.get(label) as number)));
  const left = arranged(a, [...batch, ...rows, ...inner]).reshape(shape(batch, rows, inner));
  const right = arranged(b, [...batch, ...inner, ...columns]).reshape(shape(batch, inner, columns));
  const labels = [...batch, ...rows, ...columns];
  return {
    value: (inner.length === 0 ? left.mul(right) : left.matmul(right)).reshape(
      labels.flatMap((l) => shape([l])),
    ),
    labels,
  };
}

function summed({ value, labels }: Term, isKept: (label: string) => boolean): Term {
  const axes = [...labels.keys()].filter((axis) => !isKept(labels[axis]));
  return axes.length === 0 ? { value, labels } : { value: value.sum(axes), labels: labels.filter(isKept) };
}

function arranged({ value, labels }: Term, order: readonly string[]): Value {
  if (labels.every((label, axis) => label === order[axis])) return value;
  return value.permute(order.map((label) => labels.indexOf(label)));
}
