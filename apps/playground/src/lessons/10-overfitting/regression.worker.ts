import { compile } from "@chainrule/wasm";
import { runTrainings } from "../../training/worker.ts";
import { beginRuns, type Cases, type Runs } from "./runs.ts";

runTrainings<Cases, Runs>((chosen) => beginRuns(chosen, compile));
