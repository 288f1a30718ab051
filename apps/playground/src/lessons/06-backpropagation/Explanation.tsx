import { abbreviate, nameOf, type Value } from "@chainrule/autograd";
import type { JSX } from "preact";
import { Tex } from "../../parts/Tex.tsx";
import { texFactor, texNumber, texOf, texOfCall } from "./notation.ts";

/** The formula of the box that was chosen, with its numbers. */
export function Explanation({ value }: { readonly value: Value }): JSX.Element {
  const isNumber = value.rank === 0 && value.inputs.every(({ rank }) => rank === 0);
  return (
    <p class="explanation">
      <span class="kicker">The chosen box</span>{" "}
      {value.node === null ? (
        <>
          <Tex>{nameOf(value) === undefined ? "" : `${texOf(value)} = `}</Tex>
          {abbreviate(value)}: {value.requiresGrad ? "a parameter, which gets a gradient" : "a constant"}.
        </>
      ) : (
        <Tex>
          {isNumber
            ? `${texOf(value)} = ${texOfCall(value)} = ${texOfCall(value, (input) => texFactor(input.item()))} = ${texNumber(value.item())}`
            : `${texOf(value)} = ${texOfCall(value)}`}
        </Tex>
      )}
    </p>
  );
}
