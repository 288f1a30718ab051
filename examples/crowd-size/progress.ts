import cliProgress from "cli-progress";
import type { Progress } from "./train.ts";

/** Shows how far a training is: a row for each epoch, and on a terminal a bar until the next. */
export function showProgress(): { update(progress: Progress): void; stop(): void } {
  const isTerminal = process.stdout.isTTY;
  const bar = new cliProgress.SingleBar({
    format: " {bar}  {percentage}%  {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    stream: process.stdout,
    clearOnComplete: true, // the rows take its place
    linewrap: true, // to switch it off would leave the terminal so when Ctrl-C stops the training
  });
  console.log("epoch  training loss  validation loss  (mean squared error, people²)");
  return {
    update({ step, steps, epoch }) {
      if (isTerminal && step === 1) bar.start(steps, 0);
      if (isTerminal) bar.update(step);
      if (epoch === undefined) return;
      if (isTerminal) bar.stop();
      const { number, trainLoss, validationLoss } = epoch;
      console.log(
        `${String(number).padStart(5)}${trainLoss.toFixed(0).padStart(15)}${validationLoss.toFixed(0).padStart(17)}`,
      );
      if (isTerminal && step < steps) bar.start(steps, step);
    },
    stop: () => bar.stop(),
  };
}
