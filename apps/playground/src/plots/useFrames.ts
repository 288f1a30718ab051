import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Calls `advance` with the milliseconds since the last picture as long as `isRunning`, and stops when it returns false.
 * It waits while the element is out of sight; who wants little motion sees a few pictures per second.
 */
export function useFrames(
  element: RefObject<Element | null>,
  isRunning: Signal<boolean>,
  advance: (milliseconds: number) => boolean,
): void {
  const latest = useRef(advance);
  latest.current = advance;
  const runs = isRunning.value;
  useEffect(() => {
    const seen = element.current;
    if (!runs || seen === null) return undefined;
    let [frame, before] = [0, 0];
    const draw = (now: number): void => {
      const passed = before === 0 ? 0 : now - before;
      if (before === 0 || passed >= (calm.matches ? 300 : 0)) {
        before = now;
        if (!latest.current(passed)) {
          isRunning.value = false;
          return;
        }
      }
      frame = requestAnimationFrame(draw);
    };
    const sight = new IntersectionObserver(([{ isIntersecting }]) => {
      cancelAnimationFrame(frame);
      before = 0;
      if (isIntersecting) frame = requestAnimationFrame(draw);
    });
    sight.observe(seen);
    return () => {
      sight.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [runs]);
}
