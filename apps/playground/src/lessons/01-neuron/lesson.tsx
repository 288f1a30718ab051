import type { JSX } from "preact";
import { LiveCode } from "../../parts/LiveCode.tsx";
import source from "./neuron.program.ts?raw";

export default function LessonBody(): JSX.Element {
  return (
    <>
      <p>To be written.</p>
      <LiveCode id="program" source={source} label="A neuron in ten lines" lines={12} />
    </>
  );
}
