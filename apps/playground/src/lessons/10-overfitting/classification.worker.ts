import { compile } from "@chainrule/wasm";
import { runTrainings } from "../../training/worker.ts";
import type { Setup } from "./classification.ts";
import { beginPair, type Classifier, type Pair } from "./pair.ts";

runTrainings<Pair<Setup>, Pair<Classifier>>((chosen) => beginPair(chosen, compile));
