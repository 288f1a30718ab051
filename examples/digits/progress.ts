// What one sees while the network learns: a bar that moves, and a table that gets a row per epoch.
import cliProgress from "cli-progress";
import Table from "cli-table3";
import type { EpochReport } from "./train.ts";

interface Progress {
  update(step: number, epoch: number, loss: number): void;
  /** Adds a row to the table. */
  report(epoch: EpochReport): void;
  stop(): void;
}

/** Shows progress on standard output: with a bar on a terminal, elsewhere with a line now and then. */
export function showProgress(steps: number, epochs: number): Progress {
  return process.stdout.isTTY ? showBar(steps, epochs) : showLines(steps, epochs);
}

function showBar(steps: number, epochs: number): Progress {
  const bar = new cliProgress.SingleBar({
    format: " epoch {epoch}/{epochs}  {bar}  {percentage}%  {left} left  loss {loss}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    stream: process.stdout,
    clearOnComplete: true, // the table takes its place
    linewrap: true, // to switch it off would leave the terminal so when Ctrl-C stops the training
  });
  const start = performance.now();
  let first: number | undefined;
  let [step, payload] = [0, { epoch: 1, epochs, left: "?", loss: "?" }];
  console.log(heading());
  bar.start(steps, step, payload);
  return {
    update(done, epoch, loss) {
      step = done;
      first ??= done - 1;
      payload = {
        epoch,
        epochs,
        left: timeLeft(start, (done - first) / (steps - first)),
        loss: loss.toFixed(3),
      };
      bar.update(step, payload);
    },
    report(epoch) {
      bar.stop();
      console.log(row(epoch));
      if (step < steps) bar.start(steps, step, payload);
    },
    stop: () => bar.stop(),
  };
}

const secondsBetweenLines = 10;

function showLines(steps: number, epochs: number): Progress {
  const start = performance.now();
  let last = start;
  let first: number | undefined;
  console.log(heading());
  return {
    update(step, epoch, loss) {
      first ??= step - 1;
      if (performance.now() - last < secondsBetweenLines * 1000) return;
      last = performance.now();
      const left = timeLeft(start, (step - first) / (steps - first));
      console.log(
        `  (epoch ${epoch}/${epochs}, ${Math.floor((100 * step) / steps)}% done, ${left} left, loss ${loss.toFixed(3)})`,
      );
    },
    report: (epoch) => console.log(row(epoch)),
    stop() {},
  };
}

/** What is left when `done`, a share of 1, took from `start` until now: minutes and seconds. */
function timeLeft(start: number, done: number): string {
  const seconds = Math.round((((performance.now() - start) / 1000) * (1 - done)) / done);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const heading = (): string =>
  formatRow(["epoch", "train loss", "validation loss", "validation accuracy", "seconds"]);

function row({ epoch, trainLoss, validationLoss, validationAccuracy, seconds }: EpochReport): string {
  const accuracy = `${(100 * validationAccuracy).toFixed(2)}%`;
  return formatRow([
    String(epoch),
    trainLoss.toFixed(4),
    validationLoss.toFixed(4),
    accuracy,
    seconds.toFixed(1),
  ]);
}

/** One row at a time, since the next one comes later: no frame around them. */
function formatRow(cells: string[]): string {
  const border = ["top", "bottom", "left", "right", "mid"];
  const chars = border.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`]);
  const table = new Table({
    chars: { ...Object.fromEntries(chars.map((name) => [name, ""])), middle: "" },
    colWidths: [7, 13, 18, 22, 10],
    colAligns: cells.map(() => "right" as const),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
  });
  table.push(cells);
  return table.toString();
}
