// A page that compiles a function, waits for the workers, and says what it got: bundled by each bundler and opened in a browser.
import { Generator, type Value } from "@chainrule/autograd";
import { compile, ready } from "@chainrule/wasm";

declare const document: { title: string };

const generator = new Generator(1);
const [a, b] = [generator.normal([300, 200]), generator.normal([200, 260])];
const f = (x: Value, y: Value): Value => x.matmul(y).tanh().square().sum();
const compiled = compile(f);
const alone = compiled(a, b).item();
const threads = await ready();
const shared = Array.from({ length: 20 }, () => compiled(a, b).item());
const isClose = Math.abs(alone - f(a, b).item()) < 1e-4 * alone;
document.title = JSON.stringify({ threads, isClose, isEqual: shared.every((sum) => sum === alone) });
