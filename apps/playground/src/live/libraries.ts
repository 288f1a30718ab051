/** The exports of a module, by name. */
export type Exports = Readonly<Record<string, unknown>>;

const umbrella = async (): Promise<Exports> =>
  Object.assign(
    {},
    ...(await Promise.all([
      import("@chainrule/autograd"),
      import("@chainrule/nn"),
      import("@chainrule/optim"),
      import("@chainrule/wasm"),
    ])),
  );

/** What programs in the page can import, loaded when one does. */
const loaders: Readonly<Record<string, () => Promise<Exports>>> = {
  "@chainrule/autograd": () => import("@chainrule/autograd"),
  "@chainrule/nn": () => import("@chainrule/nn"),
  "@chainrule/optim": () => import("@chainrule/optim"),
  "@chainrule/draw": () => import("@chainrule/draw"),
  "@chainrule/wasm": () => import("@chainrule/wasm"),
  chainrule: umbrella,
  "chainrule/draw": () => import("@chainrule/draw"),
};

/** Loads the modules that a translated program may ask for, and gives what it calls to get them. */
export async function loadLibraries(script: string): Promise<(name: string) => Exports> {
  const wanted = Object.keys(loaders).filter(
    (name) => script.includes(`'${name}'`) || script.includes(`"${name}"`),
  );
  const loaded = new Map(
    await Promise.all(wanted.map(async (name) => [name, guard(name, await loaders[name]())] as const)),
  );
  return (name) => {
    const found = loaded.get(name);
    if (found !== undefined) return found;
    throw new Error(
      `There is no module "${name}" in this page. There are ${Object.keys(loaders).slice(0, 6).join(", ")}.`,
    );
  };
}

/** The exports, which say so when asked for one that there is not. */
function guard(name: string, exports: Exports): Exports {
  return new Proxy(
    { ...exports },
    {
      get(target, key) {
        if (typeof key === "symbol" || key in target) return target[key as string];
        if (key === "__esModule") return true;
        const near = Object.keys(target).find((other) => other.toLowerCase() === key.toLowerCase());
        const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
        throw new Error(`The module "${name}" has no "${key}".${hint}`);
      },
    },
  );
}
