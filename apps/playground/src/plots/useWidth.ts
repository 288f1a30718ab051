import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** How wide an element is, in pixels; 0 before it is on the page. */
export function useWidth(element: RefObject<HTMLElement | null>): ReadonlySignal<number> {
  const width = useSignal(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return undefined;
    width.value = measured.clientWidth;
    const observer = new ResizeObserver(() => {
      width.value = measured.clientWidth;
    });
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return width;
}
