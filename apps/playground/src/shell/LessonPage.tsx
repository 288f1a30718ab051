import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { lessons } from "../lessons/contents.ts";
import type { Lesson } from "../lessons/lesson.ts";
import { addressOf } from "./route.ts";

/** A lesson between its heading and the way on to the next. */
export function LessonPage({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const body = useSignal<ComponentType | null>(null);
  const failure = useSignal<string | null>(null);
  useEffect(() => {
    lesson.load().then(
      (loaded) => {
        body.value = loaded.default;
      },
      (error: unknown) => {
        failure.value = String(error);
      },
    );
  }, [lesson]);

  const Body = body.value;
  const place = lessons.indexOf(lesson);
  const [previous, next] = [lessons[place - 1], lessons[place + 1]];
  return (
    <article class="lesson" data-ready={Body !== null} data-lesson={lesson.slug}>
      <header>
        <p class="kicker">Lesson {lesson.number}</p>
        <h1>{lesson.title}</h1>
        <p class="summary">{lesson.summary}</p>
      </header>
      {failure.value === null ? null : (
        <p role="alert" class="failure">
          This lesson could not be loaded: {failure.value}. Reload the page to try again.
        </p>
      )}
      <div class="body">{Body === null ? null : <Body />}</div>
      {Body === null ? null : (
        <footer>
          {lesson.examples.length === 0 ? null : (
            <p class="examples">
              The same in Node, from a clone of the repository:{" "}
              {lesson.examples.map((name, i) => (
                <span key={name}>
                  {i === 0 ? "" : ", "}
                  <code>npm run example -- {name}</code>
                </span>
              ))}
            </p>
          )}
          <nav aria-label="Before and after this lesson" class="neighbors">
            {previous === undefined ? (
              <span />
            ) : (
              <a href={addressOf(previous.slug)}>
                <small>Before</small> {previous.title}
              </a>
            )}
            {next === undefined ? (
              <span />
            ) : (
              <a href={addressOf(next.slug)} class="next">
                <small>Next</small> {next.title}
              </a>
            )}
          </nav>
        </footer>
      )}
    </article>
  );
}
