export * from "@chainrule/files/node";
