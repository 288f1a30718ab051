import { compile } from "@chainrule/wasm";
import { runTrainings } from "../../training/worker.ts";
import { beginSizes, type Size } from "./sizes.ts";

runTrainings<null, readonly Size[]>(() => beginSizes(compile));
