import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The assumed height of a row before it is measured, in pixels: that of a row of the table. */
const usualHeight = 48;

/** The number of rows that are rendered above and below the rows in view. */
const overscan = 12;

export interface RowsInView {
  /** Refers to the element around the rows. */
  readonly body: RefObject<HTMLTableSectionElement | null>;
  /** The indices of the rows to render, in their order. */
  readonly indices: readonly number[];
  /** The heights of all rows above and below them, in pixels. */
  readonly above: number;
  readonly below: number;
  /** Measures a row, which names its index in `data-index`. */
  readonly measure: (row: HTMLElement | null) => void;
}

/**
 * The rows of a long table that are in view or near it, with room for all others. The table scrolls inside `main`, below
 * other content. A row may have any height.
 *
 * @param keys identify the rows, wherever they move
 */
export function useRowsInView(keys: readonly string[]): RowsInView {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const { current } = body;
    const scroller = current?.closest("main");
    if (current === null || !scroller) return;
    const findTop = () => {
      const distance = current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      setTop(Math.round(distance + scroller.scrollTop));
    };
    findTop();
    // Content above the table may appear and go.
    const observer = new ResizeObserver(findTop);
    for (const child of scroller.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const rows = useVirtualizer<HTMLElement, HTMLElement>({
    count: keys.length,
    getScrollElement: () => body.current?.closest("main") ?? null,
    getItemKey: (index) => keys[index] ?? index,
    estimateSize: () => usualHeight,
    measureElement: heightOf,
    scrollMargin: top,
    overscan,
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const [first] = items;
  const last = items.at(-1);
  const height = rows.getTotalSize();
  return {
    body,
    indices: items.map(({ index }) => index),
    above: first === undefined ? 0 : first.start - top,
    below: last === undefined ? height : height - (last.end - top),
    measure: rows.measureElement,
  };
}

/** With the margin, which separates cards. */
function heightOf(row: HTMLElement): number {
  return row.offsetHeight + (Number.parseFloat(getComputedStyle(row).marginBottom) || 0);
}
