import { type RefObject, useEffect, useRef } from "react";

/**
 * Moves the focus to an element that appears in an open dialog, if the focused element has just disappeared with the
 * previous view. A focus that is still somewhere stays there.
 */
export function useFocusOnArrival<Target extends HTMLElement>(): RefObject<Target | null> {
  const target = useRef<Target>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) target.current?.focus();
  }, []);
  return target;
}
