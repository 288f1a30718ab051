import type { JSX } from "preact";

export default function LessonBody(): JSX.Element {
  return <p>To be written.</p>;
}
