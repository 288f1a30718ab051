import koffi from "koffi";
import { Absent } from "../../absent.ts";
import { matrices, productsOf } from "./data.ts";

const [rowMajor, asItIs] = [101, 111];

export function start(_, name) {
  const library = load();
  const multiply = library.func(
    "void cblas_sgemm(int, int, int, int, int, int, float, void *, int, void *, int, float, void *, int)",
  );
  const dot = library.func("float cblas_sdot(int, void *, int, void *, int)");
  const n = Number(name);
  const { a, b } = matrices(n);
  const outputs = [new Float32Array(n * n), new Float32Array(n * n)];
  return () => {
    let x = a;
    for (let i = 0; i < productsOf(n); i++) {
      const product = outputs[i % 2];
      multiply(rowMajor, asItIs, asItIs, n, n, n, 1, x, n, b, n, 0, product, n);
      x = product;
    }
    return dot(n * n, x, 1, x, 1);
  };
}

function load() {
  for (const name of ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll"]) {
    try {
      return koffi.load(name);
    } catch {
      // The next one.
    }
  }
  throw new Absent("no OpenBLAS was found: apt-get install libopenblas0");
}
