import { type RefObject, useEffect, useEffectEvent, useRef } from "react";

/** The distance below the visible part that counts as near, as a CSS length. */
const near = "600px";

/**
 * Calls back when the element comes near the visible part, while `on`.
 *
 * @returns the `ref` of the element
 */
export function useNearEnd<Element extends HTMLElement>(on: boolean, onNear: () => void): RefObject<Element | null> {
  const element = useRef<Element>(null);
  const callBack = useEffectEvent(onNear);
  useEffect(() => {
    const { current } = element;
    if (!on || current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) callBack();
      },
      // The page scrolls inside an element, so the margin is relative to that element.
      { root: current.closest("main"), rootMargin: `0px 0px ${near} 0px` },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [on]);
  return element;
}
