import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Whether an element is in sight, or almost: what takes long to draw can wait until then. At first it counts as seen. */
export function useSight(element: RefObject<Element | null>): ReadonlySignal<boolean> {
  const isSeen = useSignal(true);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        isSeen.value = entries[entries.length - 1].isIntersecting;
      },
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return isSeen;
}
