import { Generator } from "@chainrule/autograd";
import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { formatPercent } from "../../parts/formatNumber.ts";
import { NumberField } from "../../parts/NumberField.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Points } from "../../plots/Points.tsx";
import { type DataName, dataSets, extent } from "./data/dataSets.ts";
import { pointsWithTargets } from "./data/pointsWithTargets.ts";
import { choices, ranges, taskOf, trainCount } from "./settings.ts";
import type { Sandbox } from "./useSandbox.ts";

/** What is to be learned, and from how much of it. */
export function DataPanel({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
  const { fields, settings } = sandbox;
  const group = useId();
  const inTraining = trainCount(settings.value);
  // Setting one may move another, such as the batch size.
  const fit = (): void => sandbox.set({});
  return (
    <section class="data-panel" aria-label="Data">
      <h4>
        Data <small>{taskOf(settings.value)}</small>
      </h4>
      <fieldset class="data-sets">
        <legend class="unseen">Data set</legend>
        {choices.data.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={group}
              checked={fields.data.value === name}
              onChange={() => sandbox.set({ data: name })}
            />
            <span>
              <Thumbnail name={name} />
              {dataSets[name].title}
            </span>
          </label>
        ))}
      </fieldset>
      <Slider label="Noise" value={fields.noise} {...ranges.noise} />
      <Slider label="Points" value={fields.count} {...ranges.count} onChange={fit} />
      <Slider
        label="Training"
        value={fields.share}
        {...ranges.share}
        format={(share) => `${formatPercent(share, 0)} (${inTraining})`}
        onChange={fit}
      />
      <div class="seed">
        <NumberField
          label="Data seed"
          value={fields.dataSeed.value}
          {...ranges.dataSeed}
          onChange={(seed) => {
            fields.dataSeed.value = seed;
          }}
        />
        <button
          type="button"
          onClick={() => {
            fields.dataSeed.value = (fields.dataSeed.value + 1) % (ranges.dataSeed.max + 1);
          }}
        >
          New data
        </button>
      </div>
    </section>
  );
}

/** Some points of a data set, made when the page has nothing else to do. */
function Thumbnail({ name }: { readonly name: DataName }): JSX.Element {
  const [points, setPoints] = useState(new Float32Array());
  useEffect(() => {
    const timer = setTimeout(() => {
      const { points, targets } = dataSets[name].make(160, 0.05, new Generator(2));
      setPoints(pointsWithTargets(points, targets, taskOf({ data: name })));
    });
    return () => clearTimeout(timer);
  }, [name]);
  return (
    <i class="thumbnail" aria-hidden="true">
      <Points points={points} extent={extent} radius={1.75} />
    </i>
  );
}
