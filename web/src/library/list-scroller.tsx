import { type ReactNode, useLayoutEffect, useState } from "react";
import { useScrollKeys } from "../shell/use-scroll-keys.ts";
import classes from "./list-scroller.module.css";

export interface ListScrollerProps {
  readonly busy: boolean;
  /** @param width of what is inside, in pixels */
  readonly children: (scroller: HTMLElement, width: number) => ReactNode;
}

/** What scrolls a list. The list is there once its width is known, so that it is drawn right at once. */
export function ListScroller({ busy, children }: ListScrollerProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (scroller === null) return undefined;
    const measure = () => {
      // What is in it ends where the page's header does, whatever room the scrollbar takes.
      const scrollbar = Math.max(0, scroller.offsetWidth - scroller.clientWidth);
      scroller.style.setProperty("--library-scrollbar", `${scrollbar}px`);
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
