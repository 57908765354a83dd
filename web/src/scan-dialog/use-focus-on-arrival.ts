import { type RefObject, useEffect, useRef } from "react";

/**
 * Moves the focus to an element when it appears in an open dialog, where what had the focus has just gone with the view
 * before. A focus that is still somewhere stays there: nobody likes to lose it.
 */
export function useFocusOnArrival<Target extends HTMLElement>(): RefObject<Target | null> {
  const target = useRef<Target>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) target.current?.focus();
  }, []);
  return target;
}
