import { type Buffer, type Expression, isContiguous, type Kernel, type View } from "./ir.ts";

/** A kernel as text: its kind and extents, what it writes, and of what. */
export function printKernel(kernel: Kernel): string {
  switch (kernel.kind) {
    case "map": {
      const stores = kernel.stores.map(
        ({ target, value }) => `${printBuffer(target)} = ${printExpression(value)}`,
      );
      return `map [${kernel.shape.join(", ")}] ${stores.join("; ")}`;
    }
    case "sum": {
      const { shape, kept, target, value } = kernel;
      const [rows, columns] = [shape.slice(0, kept), shape.slice(kept)];
      return `sum [${rows.join(", ")} | ${columns.join(", ")}] ${printBuffer(target)} = ${printExpression(value)}`;
    }
    case "matmul": {
      const { a, b, target } = kernel;
      const extents = [...a.shape, b.shape[2]];
      return `matmul [${extents.join(", ")}] ${printBuffer(target)} = ${printView(a)} · ${printView(b)}`;
    }
    default: {
      const { call, operands, targets } = kernel;
      const given = operands.map(printView).join(", ");
      return `forward ${targets.map(printBuffer).join(", ")} = ${call.op.name}(${given})`;
    }
  }
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
    default: {
      const { op, operands, dtype } = expression;
      return `${op === "to" ? dtype : op}(${operands.map(printExpression).join(", ")})`;
    }
  }
}
