/*
 * What a small engine for scalars looks like when it does nothing else: each Value holds a number and a closure that knows
 * how to send its gradient back, as in micrograd (Karpathy 2020).
 */

export class Value {
  data: number;
  gradient = 0;
  readonly inputs: readonly Value[];
  /** The last walk that came by, for {@link byMark}. */
  mark = 0;
  sendBack: (() => void) | null = null;

  constructor(data: number, inputs: readonly Value[] = []) {
    this.data = data;
    this.inputs = inputs;
  }

  add(x: Value | number): Value {
    const other = x instanceof Value ? x : new Value(x);
    const output = new Value(this.data + other.data, [this, other]);
    output.sendBack = () => {
      this.gradient += output.gradient;
      other.gradient += output.gradient;
    };
    return output;
  }

  mul(x: Value | number): Value {
    const other = x instanceof Value ? x : new Value(x);
    const output = new Value(this.data * other.data, [this, other]);
    output.sendBack = () => {
      this.gradient += other.data * output.gradient;
      other.gradient += this.data * output.gradient;
    };
    return output;
  }

  relu(): Value {
    const output = new Value(this.data > 0 ? this.data : 0, [this]);
    output.sendBack = () => {
      if (output.data > 0) this.gradient += output.gradient;
    };
    return output;
  }

  /** @param orderOf {@link bySet} or {@link byMark} */
  backward(orderOf: (root: Value) => Value[]): void {
    const order = orderOf(this);
    this.gradient = 1;
    for (let i = order.length - 1; i >= 0; i--) order[i].sendBack?.();
  }
}

/** Inputs before outputs; a Set remembers which have been seen, as micrograd has it. */
export function bySet(root: Value): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    for (const input of value.inputs) visit(input);
    order.push(value);
  };
  visit(root);
  return order;
}

let walks = 0;

/** Inputs before outputs; a mark on each Value says that it has been seen, which is faster. */
export function byMark(root: Value): Value[] {
  const order: Value[] = [];
  const walk = ++walks;
  const visit = (value: Value): void => {
    if (value.mark === walk) return;
    value.mark = walk;
    for (const input of value.inputs) visit(input);
    order.push(value);
  };
  visit(root);
  return order;
}
