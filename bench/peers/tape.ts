/*
 * An engine for scalars without objects: what each number was computed from stands in typed arrays, one entry after another, and
 * the way back runs through them in reverse. A number is its place on the tape. The graph is still built anew in every step.
 */

const capacity = 1 << 18;
const [constant, sum, product, positive] = [0, 1, 2, 3];

export class Tape {
  readonly data: Float64Array = new Float64Array(capacity);
  readonly gradient: Float64Array = new Float64Array(capacity);
  readonly #kinds = new Uint8Array(capacity);
  readonly #left = new Int32Array(capacity);
  readonly #right = new Int32Array(capacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets everything behind the first `length` numbers. */
  rewind(length: number): void {
    this.#length = length;
  }

  leaf(data: number): number {
    return this.#push(constant, 0, 0, data);
  }

  add(a: number, b: number): number {
    return this.#push(sum, a, b, this.data[a] + this.data[b]);
  }

  mul(a: number, b: number): number {
    return this.#push(product, a, b, this.data[a] * this.data[b]);
  }

  relu(a: number): number {
    const x = this.data[a];
    return this.#push(positive, a, 0, x > 0 ? x : 0);
  }

  backward(root: number): void {
    const { data, gradient } = this;
    const [kinds, lefts, rights] = [this.#kinds, this.#left, this.#right];
    gradient.fill(0, 0, this.#length);
    gradient[root] = 1;
    for (let i = root; i >= 0; i--) {
      const cotangent = gradient[i];
      if (cotangent === 0) continue;
      const left = lefts[i];
      const right = rights[i];
      switch (kinds[i]) {
        case sum:
          gradient[left] += cotangent;
          gradient[right] += cotangent;
          break;
        case product:
          gradient[left] += data[right] * cotangent;
          gradient[right] += data[left] * cotangent;
          break;
        case positive:
          if (data[i] > 0) gradient[left] += cotangent;
      }
    }
  }

  #push(kind: number, left: number, right: number, data: number): number {
    const at = this.#length++;
    this.#kinds[at] = kind;
    this.#left[at] = left;
    this.#right[at] = right;
    this.data[at] = data;
    return at;
  }
}
