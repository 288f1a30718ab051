import { isValue, tensor, Value } from "@chainrule/autograd";

/**
 * Data with one example in each row, that is, along the first axis: a Value, or an array that `tensor` makes one of. (Mind
 * that plain numbers become floats there; class indices want an Int32Array.)
 */
export type Rows = Value | Exclude<Parameters<typeof tensor>[0], number | boolean>;

/** A dataset: one Value or array, or a record of several whose rows belong together. */
export class Examples {
  readonly count: number;
  readonly #data: Value | Readonly<Record<string, Value>>;

  /** @param what who asks, for messages. */
  constructor(what: string, data: Rows | Readonly<Record<string, Rows>>) {
    const toValue = (rows: Rows): Value => (isValue(what, rows) ? rows : tensor(rows));
    this.#data = isRows(what, data) ? toValue(data) : mapRecord(data, toValue);
    const columns = Object.entries(this.#data instanceof Value ? { data: this.#data } : this.#data);
    for (const [name, { rank }] of columns) {
      if (rank > 0) continue;
      throw new RangeError(
        `${what}: ${name} is a scalar, but examples are rows. Give it an axis: reshape([1]).`,
      );
    }
    const counts = new Set(columns.map(([, column]) => column.shape[0]));
    if (counts.size > 1) {
      const found = columns.map(([name, column]) => `${name} has ${column.shape[0]}`).join(", ");
      throw new RangeError(`${what} needs the same number of rows everywhere, but ${found}.`);
    }
    this.count = counts.values().next().value ?? 0;
    if (this.count === 0) throw new RangeError(`${what} got no examples.`);
  }

  /** The same rows of each column, as `select` takes them from one. In the form that the data came in. */
  select(select: (column: Value) => Value): Value | Record<string, Value> {
    return this.#data instanceof Value ? select(this.#data) : mapRecord(this.#data, select);
  }
}

/** Whether data is not a record. */
export function isRows(what: string, data: unknown): data is Rows {
  return isValue(what, data) || Array.isArray(data) || ArrayBuffer.isView(data);
}

export function mapRecord<T>(
  record: Readonly<Record<string, T>>,
  f: (entry: T, name: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, f(entry, name)]));
}
