/** What a page tells a training in a worker. */
export type Command<Settings> =
  | { readonly type: "reset"; readonly settings: Settings }
  /** Changes what can be changed under way, such as the learning rate. */
  | { readonly type: "change"; readonly settings: Settings }
  | { readonly type: "play"; readonly stepsPerSecond: number }
  | { readonly type: "pause" }
  | { readonly type: "step"; readonly count: number }
  /** The last picture is on the screen: the next may come. */
  | { readonly type: "drawn" };

/** What the worker answers. */
export type Report<Snapshot> =
  | {
      readonly type: "snapshot";
      readonly snapshot: Snapshot;
      readonly isRunning: boolean;
      readonly reset: number;
    }
  | { readonly type: "failed"; readonly message: string; readonly reset: number };
