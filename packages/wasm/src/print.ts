import { type Buffer, type Expression, isContiguous, type Kernel, type Store, type View } from "./ir.ts";

/** A kernel as text: its title, what it writes, and of what. */
export function printKernel(kernel: Kernel): string {
  const title = titleOf(kernel);
  switch (kernel.kind) {
    case "map":
      return `${title} ${kernel.stores.map(printStore).join("; ")}`;
    case "rows": {
      const steps = kernel.sweeps.map(({ stores, reductions, results }) =>
        [
          ...stores.map(printStore),
          ...reductions.map(({ op, value, index }) => `t${index} = ${op}(${printExpression(value)})`),
          ...results.map(printStore),
        ].join("; "),
      );
      return `${title} ${steps.join(" | ")}`;
    }
    case "library":
      return `${title} ${printBuffer(kernel.target)} = ${printView(kernel.a)} · ${printView(kernel.b)}`;
    case "matmul": {
      const product = `${printView(kernel.a)} · ${printView(kernel.b)}`;
      const [{ target, value }] = kernel.stores;
      if (kernel.stores.length === 1 && value.kind === "total")
        return `${title} ${printView(target)} = ${product}`;
      return `${title} t0 = ${product}; ${kernel.stores.map(printStore).join("; ")}`;
    }
    case "routine":
      return `${title} ${kernel.writes.map(printView).join(", ")} = ${kernel.reads.map(printView).join(", ")}`;
    default: {
      const { operands, targets, unless } = kernel;
      if (unless !== undefined)
        return `${title} ${printView(unless.indices)} from ${unless.low} below ${unless.high}`;
      const given = operands.map((view) => (view === null ? "_" : printView(view))).join(", ");
      return `${title} ${targets.map(printBuffer).join(", ")} = (${given})`;
    }
  }
}

/** A kernel in short: its kind and extents. */
export function titleOf(kernel: Kernel): string {
  switch (kernel.kind) {
    case "map":
      return `map [${kernel.shape.join(", ")}]`;
    case "rows":
      return `rows [${kernel.shape.slice(0, kernel.kept).join(", ")} | ${kernel.shape.slice(kernel.kept).join(", ")}]`;
    case "library":
    case "matmul":
      return `${kernel.kind} [${[...kernel.a.shape, kernel.b.shape[kernel.b.shape.length - 1]].join(", ")}]`;
    case "routine":
      return `${kernel.name} [${kernel.writes[0].shape.join(", ")}]`;
    default:
      return `${kernel.unless === undefined ? "forward" : "check for"} ${kernel.call.op.name}`;
  }
}

function printStore({ target, value }: Store): string {
  return `${printView(target)} = ${printExpression(value)}`;
}

/** How printouts call a buffer. */
export function printBuffer({ id }: Buffer): string {
  return `b${id}`;
}

/** A view: its buffer, and its strides unless they are those of a dense array. */
export function printView(view: View): string {
  const { buffer, strides, offset } = view;
  if (isContiguous(view)) return printBuffer(buffer);
  return `${printBuffer(buffer)}{${strides.join(", ")}${offset === 0 ? "" : ` + ${offset}`}}`;
}

/** An expression, as nested calls. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "read":
      return printView(expression.view);
    case "total":
      return `t${expression.index}`;
    default: {
      const { op, operands, dtype } = expression;
      return `${op === "to" ? dtype : op}(${operands.map(printExpression).join(", ")})`;
    }
  }
}
