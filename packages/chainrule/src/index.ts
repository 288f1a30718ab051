// Importing the engine switches it on.
export * from "@chainrule/autograd";
export * from "@chainrule/nn";
export * from "@chainrule/optim";
export * from "@chainrule/wasm";
