import { useEffect } from "react";

/** The part that stays in view when a key scrolls by a page, in pixels. */
const overlap = 60;

/** The distance of an arrow key, in pixels. */
const line = 40;

/**
 * Lets the keys that usually scroll a page scroll this element, as the page itself never scrolls. Fields, dialogs and
 * menus keep their keys. A key that would not move this element is left to other listeners: of two nested elements only
 * one has more content than fits.
 *
 * @param options.from `anywhere`: the focus may be on any element; `nowhere`: it must be on none
 */
export function useScrollKeys(scroller: HTMLElement | null, { from }: { readonly from: "anywhere" | "nowhere" }): void {
  useEffect(() => {
    if (scroller === null) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      if (scroller.ariaBusy === "true") return;
      const isNowhere = event.target instanceof Element && event.target.matches("html, body, main");
      if (from === "nowhere" && !isNowhere) return;
      const top = scrollStep(event.key, {
        top: scroller.scrollTop,
        height: scroller.clientHeight,
        whole: scroller.scrollHeight,
        isNowhere,
        isBack: event.shiftKey,
      });
      if (top === null || top === scroller.scrollTop) return;
      event.preventDefault();
      scroller.scrollTo({ top });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [scroller, from]);
}

/** All in pixels. */
export interface Scrolled {
  readonly top: number;
  /** The height of the visible part. */
  readonly height: number;
  readonly whole: number;
  /** Whether the focus is on no element that uses Space and arrows itself. */
  readonly isNowhere: boolean;
  /** Whether the Shift key is held. */
  readonly isBack: boolean;
}

/** The new position after a key, in pixels from the top; null for keys that do not scroll. */
export function scrollStep(key: string, { top, height, whole, isNowhere, isBack }: Scrolled): number | null {
  if (isBack && key !== " ") return null;
  const page = Math.max(line, height - overlap);
  const to = (wanted: number) => Math.min(Math.max(0, wanted), Math.max(0, whole - height));
  switch (key) {
    case "PageDown":
      return to(top + page);
    case "PageUp":
      return to(top - page);
    case "Home":
      return 0;
    case "End":
      return to(whole);
    case " ":
      return isNowhere ? to(top + (isBack ? -page : page)) : null;
    case "ArrowDown":
      return isNowhere ? to(top + line) : null;
    case "ArrowUp":
      return isNowhere ? to(top - line) : null;
    default:
      return null;
  }
}

/** Whether keys pressed on this element are text or choices of its own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable="true"], [role="listbox"]') !== null
  );
}
