import { type RefObject, useEffect } from "react";

/**
 * Lets the keys that scroll a page scroll this element while nothing has the focus: the page itself never scrolls, as
 * its header stays.
 */
export function useScrollKeys(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const element = scroller.current;
      if (element === null || event.defaultPrevented || event.target !== document.body) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const to = placeAfter(event, element);
      if (to === null) return;
      event.preventDefault();
      element.scrollTop = to;
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [scroller]);
}

/** Null where the key does not scroll. */
function placeAfter({ key, shiftKey }: KeyboardEvent, element: HTMLElement): number | null {
  const { scrollTop, scrollHeight, clientHeight } = element;
  const page = clientHeight * 0.9;
  switch (key) {
    case "PageDown":
      return scrollTop + page;
    case "PageUp":
      return scrollTop - page;
    case " ":
      return scrollTop + (shiftKey ? -page : page);
    case "ArrowDown":
      return scrollTop + 40;
    case "ArrowUp":
      return scrollTop - 40;
    case "Home":
      return 0;
    case "End":
      return scrollHeight;
    default:
      return null;
  }
}
