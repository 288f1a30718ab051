import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Choice } from "../../parts/Choice.tsx";
import { Controls, Figure } from "../../parts/Figure.tsx";
import { formatNumber } from "../../parts/formatNumber.ts";
import { Readout, Readouts } from "../../parts/Readouts.tsx";
import { Slider } from "../../parts/Slider.tsx";
import { Tex } from "../../parts/Tex.tsx";
import { Chart } from "../../plots/Chart.tsx";
import { Handle } from "../../plots/Handle.tsx";
import { Arrow, Curve, Dots, Note } from "../../plots/marks.tsx";
import { chains, followChain } from "./chain.ts";
import { texFactor, texNumber } from "./notation.ts";

/** Heights of the three number lines. */
const lines = { x: 2, u: 1, y: 0 } as const;

/** x is nudged, and the nudge travels along the chain, growing by one slope after the other. */
export function ChainFigure(): JSX.Element {
  const name = useSignal<keyof typeof chains>("straight");
  const x = useSignal(1);
  const nudge = useSignal(0.5);
  const chain = chains[name.value];
  const { u, y, innerSlope, outerSlope, wholeSlope } = followChain(chain, x.value);
  const moved = followChain(chain, x.value + nudge.value);
  const places = { x: [x.value, x.value + nudge.value], u: [u, moved.u], y: [y, moved.y] } as const;
  const moves = (of: "x" | "u" | "y"): number => places[of][1] - places[of][0];
  return (
    <Figure
      id="chain"
      title="A nudge travels along a chain"
      caption="Drag x, or change the nudge. With the straight chain the slopes are the same everywhere. With the curved one they depend on the place: the smaller the nudge, the closer its growth comes to their product."
    >
      <Chart
        label="Three number lines, for x, u and y, each with a value and how far the nudge moves it"
        x={{ domain: [-1, 13], label: "" }}
        y={{ domain: [-0.5, 2.6], label: "" }}
        height={210}
        bare
      >
        {(["x", "u", "y"] as const).map((of) => (
          <g key={of}>
            <Curve
              points={[
                [0, lines[of]],
                [13, lines[of]],
              ]}
              color="line"
              width={1.5}
            />
            <Note at={[-0.35, lines[of]]} offset={[0, 5]} anchor="end">
              {of}
            </Note>
            <Arrow from={[places[of][0], lines[of]]} to={[places[of][1], lines[of]]} />
            <Note at={[places[of][0], lines[of]]} offset={[0, -14]} anchor="middle" color="value">
              {formatNumber(places[of][0], 3)}
            </Note>
            <Note at={[places[of][1], lines[of]]} offset={[6, 20]} color="gradient">
              {`${moves(of) < 0 ? "" : "+"}${formatNumber(moves(of), 3)}`}
            </Note>
          </g>
        ))}
        <Dots
          points={[
            [u, lines.u],
            [y, lines.y],
          ]}
          radius={6}
        />
        <Handle
          label="x"
          at={[x.value, lines.x]}
          step={0.05}
          text={`x ${x.value}, u ${formatNumber(u)}, y ${formatNumber(y)}`}
          onMove={([to]) => {
            x.value = Math.min(name.value === "straight" ? 1.6 : 1.1, Math.max(0, to));
          }}
        />
      </Chart>
      <Tex block>
        {`\\frac{dy}{dx} = \\frac{dy}{du} \\cdot \\frac{du}{dx} = ${texNumber(outerSlope)} \\cdot ${texFactor(innerSlope)} = ${texNumber(wholeSlope)}`}
      </Tex>
      <Readouts>
        <Readout label="u changes, times as fast as x" tone="gradient">
          {formatNumber(innerSlope)}
        </Readout>
        <Readout label="y changes, times as fast as u" tone="gradient">
          {formatNumber(outerSlope)}
        </Readout>
        <Readout id="chain-slope" label="y, times as fast as x" tone="gradient">
          {formatNumber(wholeSlope)}
        </Readout>
        <Readout id="chain-nudge" label="the nudge, grown by">
          {formatNumber(moves("y") / moves("x"))}
        </Readout>
      </Readouts>
      <Controls>
        <Choice
          label="Functions"
          value={name}
          options={["straight", "curved"]}
          names={{ straight: "u = 2x, y = 3u", curved: "u = x², y = eᵘ" }}
          onChange={() => {
            x.value = 1;
          }}
        />
        <Slider label="Nudge" value={nudge} min={0.001} max={0.5} scale="log" />
      </Controls>
    </Figure>
  );
}
