import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { lessons } from "../lessons/contents.ts";
import { addressOf, route } from "./route.ts";

/** The first page: what there is to learn, and where to begin. */
export function Contents(): JSX.Element {
  const { slug } = route.value;
  const opening = useSignal<ComponentType | null>(null);
  useEffect(() => {
    // Its absence takes nothing away from the list: no failure to be told.
    import("../opening/Opening.tsx").then((loaded) => (opening.value = loaded.default)).catch(() => {});
  }, []);
  const Opening = opening.value;
  return (
    <article class="lesson contents">
      {slug === "" ? null : (
        <p role="alert" class="failure">
          There is no lesson called “{slug}”. These are all:
        </p>
      )}
      <header>
        <p class="kicker">Twelve lessons to touch</p>
        <h1>How a neural network learns</h1>
      </header>
      <p>
        A neural network is a formula with many numbers in it that nobody has chosen: it finds them itself,
        from examples. These lessons show how, one idea at a time. Every picture is computed while you look at
        it, in this page, by the library that the lessons are about. Nothing is sent anywhere. Whatever has a
        handle can be dragged, and every program can be changed and run.
      </p>
      <div class="opening-place">{Opening === null ? null : <Opening />}</div>
      <p>
        You need no calculus: what a derivative is comes in <a href={addressOf("derivative")}>lesson 4</a>. If
        you know some, you find the formulas beside the pictures.
      </p>
      <ol class="cards">
        {lessons.map(({ number, slug, title, summary }) => (
          <li key={slug}>
            <a href={addressOf(slug)}>
              <span class="number">{number}</span>
              <strong>{title}</strong>
              <span>{summary}</span>
            </a>
          </li>
        ))}
      </ol>
    </article>
  );
}
