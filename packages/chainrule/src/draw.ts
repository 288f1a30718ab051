export * from "@chainrule/draw";
