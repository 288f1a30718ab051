import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { lessons } from "../lessons/contents.ts";
import { Contents } from "./Contents.tsx";
import { LessonPage } from "./LessonPage.tsx";
import { Navigation } from "./Navigation.tsx";
import { route } from "./route.ts";

/** The whole page: the list of lessons beside the one that is open. */
export function App(): JSX.Element {
  const { slug } = route.value;
  const lesson = lessons.find((lesson) => lesson.slug === slug);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);

  useEffect(() => {
    document.title = `${lesson === undefined ? "How a neural network learns" : lesson.title} · Chainrule`;
    // Those who hear the page begin at the new lesson's heading; the first time they begin at the top of the page.
    if (!isFirst.current) {
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [lesson]);

  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the lesson
      </a>
      <Navigation open={lesson} />
      <main id="main" ref={main} tabIndex={-1}>
        {lesson === undefined ? <Contents /> : <LessonPage key={slug} lesson={lesson} />}
      </main>
    </>
  );
}
