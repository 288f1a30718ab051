export * from "@chainrule/files";
