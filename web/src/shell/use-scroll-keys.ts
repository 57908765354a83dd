import { useEffect } from "react";

/** What stays in view when a key scrolls on by a page, in pixels. */
const overlap = 60;

/** How far an arrow key scrolls, in pixels. */
const line = 40;

/**
 * Lets the keys that scroll a page scroll this element: the page itself never scrolls, as its header stays. They are
 * left to what has its own use for them, and one that would move nothing is left to whoever else listens: of two such
 * elements, one in the other, only one has more in it than can be seen.
 *
 * @param options.from whether the focus may be anywhere, or must be on nothing
 */
export function useScrollKeys(scroller: HTMLElement | null, { from }: { readonly from: "anywhere" | "nowhere" }): void {
  useEffect(() => {
    if (scroller === null) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTakingKeys(event.target) || document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
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
  /** Of what is in view. */
  readonly height: number;
  readonly whole: number;
  /** Whether the focus is on nothing that Space and arrows mean something to. */
  readonly isNowhere: boolean;
  /** Whether the Shift key is held. */
  readonly isBack: boolean;
}

/** Where a key scrolls to, in pixels from the top; null for keys that do not scroll. */
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

function isTakingKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable="true"], [role="listbox"]') !== null
  );
}
