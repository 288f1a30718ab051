import { Generator } from "@chainrule/autograd";
import { type Ranges, randomScene, type Scene, usual } from "@chainrule/examples/crowd-size/scene.ts";
import { useSignal } from "@preact/signals";
import { Fragment, type JSX } from "preact";
import { Buttons, Figure } from "../../parts/Figure.tsx";
import { names } from "./names.ts";
import { Picture } from "./Picture.tsx";

const middle: Omit<Scene, "seed"> = {
  people: 60,
  headSize: 1.8,
  overlap: 0.3,
  perspective: 0.5,
  light: 0.8,
  contrast: 0.8,
  texture: 0.4,
};

/** Where more or fewer people show better what changes. */
const special: Partial<Record<keyof Ranges, Partial<Scene>>> = {
  overlap: { people: 110 },
  texture: { people: 12, light: 1 },
};

/** One property of pictures in each row, from the least to the most. */
export function Variety(): JSX.Element {
  const seed = useSignal(5);
  return (
    <Figure
      id="variety"
      title="What differs from picture to picture"
      caption="In each row one thing changes, from the least to the most. Which of them make counting hard for you?"
    >
      <div class="crowd-variety">
        {(Object.keys(names) as (keyof Ranges)[]).map((name) => (
          <Fragment key={name}>
            <span>{names[name]}</span>
            {[0, 1, 2, 3, 4].map((i) => {
              const [from, to] = usual[name];
              const chosen = from + (i / 4) * (to - from);
              const scene = { ...middle, ...special[name], seed: seed.value, [name]: chosen };
              return <Picture key={i} of={scene} label={`${names[name]}: ${i + 1} of 5`} />;
            })}
          </Fragment>
        ))}
      </div>
      <Buttons>
        <button
          type="button"
          onClick={() => {
            seed.value = randomScene(new Generator(seed.value)).seed;
          }}
        >
          Other people
        </button>
      </Buttons>
    </Figure>
  );
}
