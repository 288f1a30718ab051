import { compile } from "@chainrule/wasm";
import { runTrainings } from "../../training/worker.ts";
import { beginTrial, type Snapshot, type TrialSettings } from "./trial.ts";

runTrainings<TrialSettings, Snapshot>((settings) => beginTrial(settings, compile));
