import { type ReactNode, useLayoutEffect, useState } from "react";
import { useScrollKeys } from "../shell/use-scroll-keys.ts";
import classes from "./list-scroller.module.css";

export interface ListScrollerProps {
  readonly busy: boolean;
  /** @param width of the content, in pixels */
  readonly children: (scroller: HTMLElement, width: number) => ReactNode;
}

/** Scrolls a list. The list is rendered once its width is known, so that its first layout is the right one. */
export function ListScroller({ busy, children }: ListScrollerProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (scroller === null) return undefined;
    const measure = () => {
      // The content ends where the toolbar ends, whatever the width of the scrollbar.
      const scrollbar = Math.max(0, scroller.offsetWidth - scroller.clientWidth);
      const page = scroller.closest<HTMLElement>("[data-library]") ?? scroller;
      page.style.setProperty("--library-scrollbar", `${scrollbar}px`);
      const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(scroller);
      const padding = (Number.parseFloat(paddingInlineStart) || 0) + (Number.parseFloat(paddingInlineEnd) || 0);
      setWidth(scroller.clientWidth - padding);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [scroller]);
  useScrollKeys(scroller, { from: "anywhere" });
  return (
    <div ref={setScroller} className={classes["scroller"]} aria-busy={busy} data-scroll-restoration-id="library">
      {scroller !== null && width > 0 && children(scroller, width)}
    </div>
  );
}
