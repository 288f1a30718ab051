import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { lessons } from "../lessons/contents.ts";
import type { Lesson } from "../lessons/lesson.ts";
import { addressOf } from "./route.ts";
import { chooseTheme, theme } from "./theme.ts";

/** The list of lessons; on a narrow screen, behind a button. */
export function Navigation({ open }: { readonly open: Lesson | undefined }): JSX.Element {
  const isUnfolded = useSignal(false);
  useEffect(() => {
    isUnfolded.value = false;
  }, [open]);
  const other = theme.value === "dark" ? "light" : "dark";
  return (
    <header class="navigation" data-unfolded={isUnfolded.value}>
      <div class="navigation-head">
        <a class="brand" href={addressOf("")}>
          <img src="./icon.svg" alt="" width="28" height="28" />
          <span>
            Chainrule <small>lessons</small>
          </span>
        </a>
        <button
          type="button"
          class="quiet theme"
          aria-label={`Use ${other} colors`}
          title={`Use ${other} colors`}
          onClick={() => chooseTheme(other)}
        >
          <span aria-hidden="true">{theme.value === "dark" ? "☀" : "☾"}</span>
        </button>
        <button
          type="button"
          class="quiet unfold"
          aria-expanded={isUnfolded.value}
          aria-controls="lessons"
          onClick={() => {
            isUnfolded.value = !isUnfolded.value;
          }}
        >
          Lessons
        </button>
      </div>
      <nav id="lessons" aria-label="Lessons">
        <ol>
          {lessons.map(({ number, slug, title }) => (
            <li key={slug}>
              <a href={addressOf(slug)} aria-current={slug === open?.slug ? "page" : undefined}>
                <span class="number">{number}</span>
                <span>{title.split(":")[0]}</span>
              </a>
            </li>
          ))}
        </ol>
      </nav>
    </header>
  );
}
