import { type Buffer, type Expression, isContiguous, type Kernel, type Store, type View } from "./ir.ts";

/** A kernel as text: its kind and extents, what it writes, and of what. */
export function printKernel(kernel: Kernel): string {
  switch (kernel.kind) {
    case "map": {
      return `map [${kernel.shape.join(", ")}] ${kernel.stores.map(printStore).join("; ")}`;
    }
    case "rows": {
      const { shape, kept, sweeps } = kernel;
      let totals = 0;
      const steps = sweeps.map(({ stores, reductions, results }) =>
        [
          ...stores.map(printStore),
          ...reductions.map(({ op, value }) => `t${totals++} = ${op}(${printExpression(value)})`),
          ...results.map(printStore),
        ].join("; "),
      );
      return `rows [${shape.slice(0, kept).join(", ")} | ${shape.slice(kept).join(", ")}] ${steps.join(" | ")}`;
    }
    case "matmul": {
      const { a, b, target } = kernel;
      const extents = [...a.shape, b.shape[b.shape.length - 1]];
      return `matmul [${extents.join(", ")}] ${printBuffer(target)} = ${printView(a)} · ${printView(b)}`;
    }
    case "routine": {
      const { name, reads, writes } = kernel;
      return `${name} [${writes[0].shape.join(", ")}] ${writes.map(printView).join(", ")} = ${reads.map(printView).join(", ")}`;
    }
    default: {
      const { call, operands, targets, unless } = kernel;
      if (unless !== undefined)
        return `check ${printView(unless.indices)} from ${unless.low} below ${unless.high}, for ${call.op.name}`;
      const given = operands.map((view) => (view === null ? "_" : printView(view))).join(", ");
      return `forward ${targets.map(printBuffer).join(", ")} = ${call.op.name}(${given})`;
    }
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
