import type { JSX } from "preact";
import { Note } from "../../plots/marks.tsx";
import { A, B, heightAt } from "./curve.ts";

/** The names of both minima, below the curve. */
export function Minima(): JSX.Element {
  return (
    <>
      <Note at={[A, heightAt(A)]} offset={[0, 21]} anchor="middle" color="positive">
        A
      </Note>
      <Note at={[B, heightAt(B)]} offset={[0, 21]} anchor="middle" color="negative">
        B
      </Note>
    </>
  );
}
