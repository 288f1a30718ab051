import { value } from "@chainrule/autograd";
import type { JSX } from "preact";
import { formatFixed } from "../../parts/formatNumber.ts";
import { Tex } from "../../parts/Tex.tsx";
import { rules } from "./rules.ts";
import { slopeAt } from "./slope.ts";

/** Rules for derivatives, each tried at x = 2. */
export function RulesTable(): JSX.Element {
  const two = value(2, { dtype: "float64" });
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Rules for derivatives">
      <table>
        <thead>
          <tr>
            <th scope="col">rule</th>
            <th scope="col">curve</th>
            <th scope="col">derivative</th>
            <th scope="col">example</th>
            <th scope="col">by the rule, at 2</th>
            <th scope="col">
              by <code>grad</code>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ name, curve, derivative, example, of, byRule }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Tex>{curve}</Tex>
              </td>
              <td>
                <Tex>{derivative}</Tex>
              </td>
              <td>
                <Tex>{example}</Tex>
              </td>
              <td>{formatFixed(byRule(two).item(), 4)}</td>
              <td>{formatFixed(slopeAt(of, 2), 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
