import {
  AnomalyError,
  type AnomalyOptions,
  checkpoint,
  customGradient,
  detectAnomaly,
  grad,
  jvp,
  setName,
  tensor,
  type Value,
  value,
  vmap,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { placesIn, placesOfUser } from "../src/explain/stack.ts";

const leaf = (x: number[] | number): Value => tensor(x, { requiresGrad: true });

function anomaly(f: () => unknown, options?: AnomalyOptions): AnomalyError {
  try {
    detectAnomaly(f, options);
  } catch (error) {
    if (error instanceof AnomalyError) return error;
    throw error;
  }
  throw new Error("no anomaly was detected");
}

/** The line of this file that an error was made on. */
const lineOf = (error: Error): number => placesIn(error.stack ?? "")[0].line;

describe("detectAnomaly", () => {
  it("passes on what is fine", () => {
    const x = leaf([1, 2]);
    expect(detectAnomaly(() => x.log().sum()).item()).toBe(Math.fround(Math.log(2)));
    detectAnomaly(() => x.sqrt().sum().backward());
    expect(x.grad).not.toBeNull();
  });

  it("names the op, the entry, the inputs and the line of a first anomaly in a forward pass", () => {
    const x = setName(
      tensor([
        [1, 2, 3],
        [0.5, 0, 4],
      ]),
      "x",
    ); // no gradient is wanted
    const [line, error] = [lineOf(new Error("here")), anomaly(() => x.mul(2).log().sum())];
    expect(error.op).toBe("log");
    expect(error.phase).toBe("call");
    expect(error.entry).toBe(Number.NEGATIVE_INFINITY);
    expect(error.index).toEqual([1, 1]);
    expect(error.places[0].line).toBe(line);
    expect(error.places[0].file).toContain("detectAnomaly.test.ts");
    expect(error.message).toContain("log gave -Infinity at [1, 1]; 1 of its 6 entries is not finite.");
    expect(error.message).toMatch(/input 0: float32 of shape \[2, 3\].*: from 0 to 8/);
    expect(anomaly(() => x.div(0)).message).toContain("input 0: x, float32");
  });

  it("says what came in with an input", () => {
    const error = anomaly(() => tensor([1, Number.NaN]).add(1));
    expect(error.op).toBe("add");
    expect(error.message).toContain(
      "input 0: float32 of shape [2]: NaN at [1]; 1 of its 2 entries is not finite",
    );
    expect(anomaly(() => value(Number.NaN).neg()).message).toContain("neg gave NaN.");
  });

  it("names the rule, its argument and the line of the call in a backward pass", () => {
    const x = leaf([4, 0]);
    const line = lineOf(new Error("here")) + 1;
    const error = anomaly(() => value(2).mul(x.sqrt()).sum().backward());
    expect(error.op).toBe("sqrt");
    expect(error.phase).toBe("vjp");
    expect(error.argument).toBe(0);
    expect(error.index).toEqual([1]);
    expect(error.places[0].line).toBe(line);
    expect(error.message).toContain(
      "In the backward pass, the vjp rule of sqrt for argument 0 gave Infinity",
    );
    expect(error.message).toContain("cotangent: float32 of shape [2]: all 2");
    expect(x.grad).toBeNull();
    expect(anomaly(() => value(2).pow(leaf(0).abs().log()), { infinity: true }).op).toBe("log");
    const exponent = value(0.5, { requiresGrad: true });
    expect(anomaly(() => exponent.pow(2).add(leaf(0).pow(exponent)).backward()).op).toBe("pow");
  });

  it("works with grad, in forward mode, in derivatives of derivatives and in checkpoints", () => {
    const root = (x: Value): Value => x.sqrt().sum();
    expect(anomaly(() => grad(root)(tensor([0]))).phase).toBe("vjp");
    expect(anomaly(() => grad((x: Value) => detectAnomaly(() => root(x)))(tensor([-1]))).phase).toBe("call");
    expect(anomaly(() => jvp(root, tensor([0]), tensor([1])))).toMatchObject({ op: "sqrt", phase: "jvp" });
    const power = (x: Value): Value => x.pow(1.5).sum();
    expect(detectAnomaly(() => grad(power)(value(0))).item()).toBe(0);
    const line = lineOf(new Error("here")) - 2; // where pow is called, whatever derivative of it is asked for
    const second = anomaly(() => grad((x: Value) => grad(power)(x))(value(0)));
    expect(second.phase).toBe("vjp");
    expect(second.places[0].line).toBe(line);
    const twice = anomaly(() => checkpoint(root)(leaf([0])).backward());
    expect(twice).toMatchObject({ op: "sqrt", phase: "vjp" });
  });

  it("works in vmap, and names the line inside its function", () => {
    const f = vmap((x: Value) => x.sub(1).log());
    const line = lineOf(new Error("here")) - 1;
    const error = anomaly(() => f(tensor([3, 1, 2])));
    expect(error).toMatchObject({ op: "log", phase: "call", index: [1] });
    expect(error.places[0].line).toBe(line);
    expect(error.message).toContain("from 0 to 2");
  });

  it("takes what a rule gives, and not what it computes on the way", () => {
    const f = customGradient((x: Value) => x.mul(1), {
      vjp: [(cotangent, _output, x) => cotangent.div(x.mul(0)).isFinite().to("float32")],
    });
    const x = leaf([1]);
    detectAnomaly(() => f(x).sum().backward());
    expect(x.grad?.toArray()).toEqual([0]);
  });

  it("lets infinities pass when told to, and NaN never", () => {
    const scores = tensor([1, 2, 3]);
    const masked = (): Value =>
      scores.maskedFill(tensor([false, true, false]), Number.NEGATIVE_INFINITY).softmax(0);
    expect(anomaly(masked).op).toBe("where");
    expect(detectAnomaly(masked, { infinity: false }).data[1]).toBe(0);
    expect(anomaly(() => masked().sub(1).log(), { infinity: false })).toMatchObject({ op: "log" });
  });

  it("ends with its function, also one that throws, and refuses asynchronous ones", () => {
    expect(() =>
      detectAnomaly(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(anomaly(() => value(0).log()).op).toBe("log");
    expect(value(0).log().item()).toBe(Number.NEGATIVE_INFINITY);
    expect(() => detectAnomaly(async () => value(1))).toThrow(/synchronous/);
  });
});

describe("stack traces", () => {
  const here = "/home/me/app/node_modules/@chainrule/autograd/dist/explain/capture.js";

  it.each([
    [
      "V8",
      `Error: x
    at capture (file://${here}:10:5)
    at Linear.forward (file:///home/me/app/node_modules/.pnpm/@chainrule+nn@1/node_modules/@chainrule/nn/dist/linear.js:3:4)
    at Array.map (<anonymous>)
    at lossOf (file:///home/me/my%20app/train.js:12:20)
    at node:internal/main:1:1
    at async file:///home/me/my%20app/main.js:3:7`,
    ],
    [
      "SpiderMonkey",
      `capture@file://${here}:10:5
forward@file:///home/me/app/node_modules/@chainrule/nn/dist/linear.js:3:4
lossOf@file:///home/me/my%20app/train.js:12:20
@file:///home/me/my%20app/main.js:3:7
`,
    ],
    [
      "JavaScriptCore",
      `capture@file://${here}:10:5
forward@file:///home/me/app/node_modules/@chainrule/nn/dist/linear.js:3:4
map@[native code]
lossOf@file:///home/me/my%20app/train.js:12:20
module code@file:///home/me/my%20app/main.js:3:7`,
    ],
  ])("of %s are read, and our packages left out", (_engine, stack) => {
    const places = placesIn(stack);
    expect(places[0]).toEqual({ name: "capture", file: here, line: 10, column: 5 });
    expect(placesOfUser(places, here)).toEqual([
      { name: "lossOf", file: "/home/me/my app/train.js", line: 12, column: 20 },
      { name: "", file: "/home/me/my app/main.js", line: 3, column: 7 },
    ]);
  });

  it("may come from a server, or from Windows", () => {
    const [first, second] = placesIn(`Error
    at f (http://localhost:5173/src/main.ts?t=1:4:2)
    at g (file:///C:/app/main.ts:8:1)`);
    expect(first).toEqual({ name: "f", file: "http://localhost:5173/src/main.ts?t=1", line: 4, column: 2 });
    expect(second.file).toBe("C:/app/main.ts");
  });

  it("tell our packages in a checkout, or in a bundle of their own", () => {
    const place = (file: string) => ({ name: "", file, line: 1, column: 1 });
    const checkout = [place("/src/packages/nn/src/linear.ts"), place("/src/packages/nn/test/a.test.ts")];
    expect(placesOfUser(checkout, "/src/packages/autograd/src/explain/capture.ts")).toEqual([checkout[1]]);
    const built = [place("/src/packages/nn/dist/index.js"), place("/src/packages/nn/test/a.test.ts")];
    expect(placesOfUser(built, "/src/packages/autograd/dist/core.js")).toEqual([built[1]]);
    const bundled = [place("http://h/deps/chainrule.js"), place("http://h/src/main.js")];
    expect(placesOfUser(bundled, "http://h/deps/chainrule.js")).toEqual([bundled[1]]);
  });
});
