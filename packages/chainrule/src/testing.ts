export * from "@chainrule/autograd/testing";
