import type { JSX } from "preact";
import { Toggle } from "../../parts/Toggle.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Legend } from "../../plots/Legend.tsx";
import { Curve, type Point } from "../../plots/marks.tsx";
import { powerOfTen } from "./formatGradient.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Sandbox } from "./useSandbox.ts";

/** Training and test loss after each epoch. */
export function LossChart({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const isLog = sandbox.view.isLog.value;
  const { train, test, last } = curvesOf(sandbox.training.snapshot.value);
  const all = [...train, ...test].map(([, loss]) => loss).filter((loss) => Number.isFinite(loss) && loss > 0);
  const most = all.length === 0 ? 1 : Math.max(...all);
  const least = all.length === 0 ? 0.01 : Math.min(...all);
  const domain: [number, number] = isLog
    ? [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most * 1.01))]
    : [0, most * 1.05];
  return (
    <section class="loss-panel" aria-label="Loss">
      <h4>Loss after each epoch</h4>
      <Legend entries={{ training: "train", test: "test" }} />
      <Chart
        label="Training and test loss against epochs"
        x={{ domain: [0, Math.max(10, last)], label: "epochs", ticks: 4 }}
        y={{
          domain,
          label: "loss",
          ...(isLog ? { scale: "log", ticks: powersBetween(domain), format: formatPower } : { ticks: 4 }),
        }}
        height={240}
      >
        <Curve points={test} color="test" width={1.75} />
        <Curve points={train} color="train" width={1.75} />
      </Chart>
      <Toggle label="Logarithmic" value={sandbox.view.isLog} />
    </section>
  );
}

/** 0.01 is 0.01; what is smaller or larger is written with an exponent. */
const formatPower = (power: number): string =>
  power >= 0.01 && power <= 100 ? String(power) : powerOfTen(Math.round(Math.log10(power)));

/** Powers of ten from one end to the other, at most about six. */
function powersBetween([low, high]: readonly [number, number]): number[] {
  const [first, last] = [Math.log10(low), Math.log10(high)].map(Math.round);
  const every = Math.ceil((last - first) / 6);
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => 10 ** (first + i * every));
}

function curvesOf(snapshot: Snapshot | null): { train: Point[]; test: Point[]; last: number } {
  if (snapshot === null) return { train: [], test: [], last: 0 };
  const { history, epoch, stepsOfEpoch, stepsPerEpoch, trainLoss, testLoss } = snapshot;
  const last = epoch + stepsOfEpoch / stepsPerEpoch;
  const curve = (losses: Float64Array, now: number): Point[] => [
    ...Array.from(history.epochs, (epoch, i): Point => [epoch, losses[i]]),
    [last, now],
  ];
  return { train: curve(history.train, trainLoss), test: curve(history.test, testLoss), last };
}
