/**
 * Renders the part of a list of videos that is in view, in rows of equal height, and moves through it by keyboard.
 *
 * One video is the tab stop. Arrow keys, Home, End, Page Up and Page Down move from there. The focused video stays in the
 * document while it is scrolled out of view, so the focus is not lost. A place whose video is still loading can have the
 * focus too. The video gets the focus when it is loaded.
 */
import { useQueryClient } from "@tanstack/react-query";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { keyStep } from "./key-step.ts";
import type { VideoListProps } from "./video-list.ts";
import { positionOf, useVideos } from "./video-pages.ts";

export interface VirtualLayout {
  readonly scroller: HTMLElement;
  readonly columns: number;
  /** Including the gap to the next row, in pixels. */
  readonly rowHeight: number;
  /** The height of a fixed head above the rows, in pixels. Default 0 */
  readonly headHeight?: number;
}

export interface VirtualVideo {
  /** Identifies the video wherever it moves. */
  readonly key: string;
  readonly index: number;
  /** Undefined while loading. */
  readonly video: VideoJson | undefined;
  readonly column: number;
  /** The distance from the top of the rows, in pixels. */
  readonly top: number;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
}

/** The smallest number of places while the number of videos is unknown. */
const placesWhileLoading = 60;

/** The number of rows that are rendered above and below the rows in view. */
const overscan = 3;

export function useVirtualVideos(
  { filters, total, selection, onOpen, initialOffset, ref }: VideoListProps,
  layout: VirtualLayout,
) {
  const { scroller, columns, rowHeight, headHeight = 0 } = layout;
  // A list that starts further down needs enough rows to get there.
  const rowsToBegin = Math.ceil((initialOffset + scroller.clientHeight) / rowHeight);
  const count = total ?? Math.max(placesWhileLoading, rowsToBegin * columns);
  const queries = useQueryClient();
  const list = useRef<HTMLElement>(null);
  /** The place with the focus; null while the focus is elsewhere. */
  const [focused, setFocused] = useState<number | null>(null);
  /** The place to focus as soon as it is rendered. */
  const toFocus = useRef<number | null>(null);

  const focusedRow = focused === null || focused >= count ? null : Math.floor(focused / columns);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const rows = defaultRangeExtractor(range);
      if (focusedRow === null || rows.includes(focusedRow)) return rows;
      return [...rows, focusedRow].toSorted((one, other) => one - other);
    },
    [focusedRow],
  );
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: Math.ceil(count / columns),
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan,
    initialOffset,
    rangeExtractor,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });

  const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };
  // A page is requested before its first row is in view.
  const ahead = endIndex - startIndex + 1;
  const loadedAt = useVideos(filters, {
    first: Math.max(0, startIndex - ahead) * columns,
    last: Math.min(count, (endIndex + 1 + ahead) * columns) - 1,
  });
  const lastFocused = useRef<{ readonly index: number; readonly video: VideoJson } | null>(null);
  const videoAt = (index: number): VideoJson | undefined => {
    const video = loadedAt(index);
    // Among the videos out of view, only the focused one is kept.
    return video ?? (index === lastFocused.current?.index && index === focused ? lastFocused.current.video : undefined);
  };
  const focusedVideo = focused === null ? undefined : loadedAt(focused);
  useEffect(() => {
    if (focused !== null && focusedVideo !== undefined) lastFocused.current = { index: focused, video: focusedVideo };
  }, [focused, focusedVideo]);

  const first = Math.min(startIndex * columns, count - 1);
  useKeepPlace({ first, columns, rowHeight }, (row) => {
    virtualizer.measure();
    if (row !== null) virtualizer.scrollToIndex(row, { align: "start" });
  });

  const moveTo = (index: number) => {
    toFocus.current = index;
    setFocused(index);
    virtualizer.scrollToIndex(Math.floor(index / columns), { align: "auto" });
  };
  // A new page may have moved the focused video to another place.
  useEffect(() => {
    const index = placeOf(document.activeElement);
    const isHere = list.current?.contains(document.activeElement) === true;
    if (toFocus.current === null && index !== null && isHere) setFocused(index);
  }, [loadedAt]);
  // After each render: the place to focus may be there now.
  useEffect(() => {
    const wanted = toFocus.current;
    if (wanted === null) return;
    const place = list.current?.querySelector<HTMLElement>(`[data-index="${wanted}"]`);
    place?.focus({ preventScroll: true });
    if (place?.hasAttribute("href") === true) toFocus.current = null;
  });
  useImperativeHandle(ref, () => ({
    focusVideo: (videoId) => moveTo(positionOf(queries, filters, videoId) ?? first),
    focusFirst: () => {
      scroller.scrollTo({ top: 0 });
      moveTo(0);
    },
    isAtTop: () => scroller.scrollTop < rowHeight / 2,
  }));

  const toggle = (index: number) => {
    const video = loadedAt(index);
    if (video !== undefined) selection.toggle(index, video);
  };

  const handlers = {
    onFocus: (event: FocusEvent) => setFocused(placeOf(event.target)),
    onBlur: (event: FocusEvent) => {
      if (event.currentTarget.contains(event.relatedTarget)) return;
      // When a video replaces its place, the focus is lost to nothing. The video gets it back.
      if (event.relatedTarget !== null) toFocus.current = null;
      if (toFocus.current === null) setFocused(null);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const index = placeOf(event.target);
      if (index === null || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " && !event.shiftKey) {
        event.preventDefault();
        toggle(index);
        return;
      }
      const rowsInView = Math.max(1, Math.floor((scroller.clientHeight - headHeight) / rowHeight));
      const to = keyStep(event.key, { index, count, columns, rowsInView });
      if (to === null) return;
      event.preventDefault();
      // The first range begins at the focus.
      if (event.shiftKey) {
        if (!selection.isAny) toggle(index);
        selection.extend(to);
      }
      moveTo(to);
    },
    onClick: (event: MouseEvent) => {
      const box = event.target instanceof Element ? event.target.closest("[data-select]") : null;
      const place = placeOf(event.target);
      const isRange = event.shiftKey && selection.isAny && !(event.ctrlKey || event.metaKey || event.altKey);
      if (place !== null && (box !== null || isRange)) {
        event.preventDefault();
        if (isRange) selection.extend(place);
        else toggle(place);
        return;
      }
      // With these keys, the browser opens the link in another tab or window.
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const id = event.target instanceof Element ? event.target.closest("[data-video-id]") : null;
      const videoId = id?.getAttribute("data-video-id");
      if (videoId === null || videoId === undefined) return;
      event.preventDefault();
      onOpen(videoId);
    },
  };

  const tabStop = focused !== null && focused < count ? focused : first;
  const listRef = useCallback((element: HTMLElement | null) => {
    list.current = element;
  }, []);
  return { listRef, handlers, height: virtualizer.getTotalSize(), videos: places() };

  function places(): readonly VirtualVideo[] {
    const keys = new Set<string>();
    const videos: VirtualVideo[] = [];
    for (const row of virtualizer.getVirtualItems()) {
      for (let column = 0; column < columns; column += 1) {
        const index = row.index * columns + column;
        if (index >= count) break;
        const video = videoAt(index);
        // Two pages loaded at different times may contain the same video.
        const key = video === undefined || keys.has(video.id) ? `place ${index}` : video.id;
        keys.add(key);
        videos.push({
          key,
          index,
          video,
          column,
          top: row.start - headHeight,
          isTabStop: index === tabStop,
          isSelected: video !== undefined && selection.has(video.id),
        });
      }
    }
    return videos;
  }
}

/** Calls `onChange` when the number of columns or the row height changes, with the row of the video that was first in view. */
function useKeepPlace(
  { first, columns, rowHeight }: { readonly first: number; readonly columns: number; readonly rowHeight: number },
  onChange: (row: number | null) => void,
): void {
  const before = useRef({ first, columns, rowHeight });
  useLayoutEffect(() => {
    const was = before.current;
    const hasChanged = was.columns !== columns || was.rowHeight !== rowHeight;
    if (hasChanged) onChange(was.first === 0 ? null : Math.floor(was.first / columns));
    before.current = { first, columns, rowHeight };
  });
}

function placeOf(target: EventTarget | null): number | null {
  const place = target instanceof Element ? target.closest("[data-index]") : null;
  return place === null ? null : Number(place.getAttribute("data-index"));
}
