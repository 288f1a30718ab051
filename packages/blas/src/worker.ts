import type { BindProducts } from "@chainrule/autograd/engine";
import koffi from "koffi";
import { binder } from "./gemm.ts";
import { bindLibrary } from "./library.ts";

/** For a thread that helps with programs: what it calls of the library, which is open in this process already. */
export function open(path: string): BindProducts {
  return binder(bindLibrary(koffi, koffi.load(path), path));
}
