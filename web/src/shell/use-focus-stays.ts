import { useEffect } from "react";

/**
 * Gives the focus to the content of the page when the element in it that had the focus is gone, such as a button that
 * has removed the last row of a list. Browsers would give the focus to nothing, and the next Tab would begin at the top.
 *
 * Nothing happens if something else has the focus by then: a component that knows better gives it there itself.
 */
export function useFocusStays(content: HTMLElement | null): void {
  useEffect(() => {
    if (content === null) return;
    let focused: Element | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onFocus = ({ target }: FocusEvent) => {
      focused = target instanceof Element && target !== content && content.contains(target) ? target : null;
    };
    const onBlur = ({ target }: FocusEvent) => {
      // Whoever presses on a place without a control gives up the focus. An element that leaves the page loses it.
      queueMicrotask(() => {
        if (focused !== null && focused === target && focused.isConnected) focused = null;
      });
    };
    const observer = new MutationObserver(() => {
      if (focused === null || focused.isConnected) return;
      focused = null;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (document.activeElement === null || document.activeElement === document.body)
          content.focus({ preventScroll: true });
      }, afterMs);
    });
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onBlur);
    observer.observe(content, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onBlur);
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [content]);
}

/** How long the parts of the page have to give the focus to something else, in milliseconds. */
const afterMs = 50;
