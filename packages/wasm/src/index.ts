export { type Compiled, type CompileOptions, compile } from "./compile.ts";
export { ready, setThreads } from "./threads/threads.ts";
