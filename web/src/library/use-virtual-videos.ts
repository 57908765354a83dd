/**
 * The part of a list of videos that is in view, as rows of one height, and moving through it by keyboard.
 *
 * Of all videos one is the tab stop; arrow keys, Home, End, Page Up and Page Down move from there. The video that has
 * the focus stays in the document however far it is scrolled away, so that the focus is not lost; a place whose video is
 * not there yet can have the focus too, and hands it on to the video.
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
import type { VideoJson } from "../../../src/api/contract.ts";
import { keyStep } from "./key-step.ts";
import type { VideoListProps } from "./video-list.ts";
import { positionOf, useVideos } from "./video-pages.ts";

export interface VirtualLayout {
  readonly scroller: HTMLElement;
  readonly columns: number;
  /** With the gap to the next, in pixels. */
  readonly rowHeight: number;
  /** What stays at the top while the rows scroll below it, in pixels. Default 0 */
  readonly headHeight?: number;
}

export interface VirtualVideo {
  /** The same while it is the same video, wherever it moves. */
  readonly key: string;
  readonly index: number;
  /** Missing while it is not there yet. */
  readonly video: VideoJson | undefined;
  readonly column: number;
  /** From the top of the rows, in pixels. */
  readonly top: number;
  readonly isTabStop: boolean;
}

/** How many places there are at least while it is not known how many videos there are. */
const placesWhileLoading = 60;

/** How many rows are drawn beyond those in view. */
const overscan = 3;

export function useVirtualVideos(
  { filters, total, onOpen, initialOffset, ref }: VideoListProps,
  layout: VirtualLayout,
) {
  const { scroller, columns, rowHeight, headHeight = 0 } = layout;
  // A list that begins further down is as long as that takes.
  const rowsToBegin = Math.ceil((initialOffset + scroller.clientHeight) / rowHeight);
  const count = total ?? Math.max(placesWhileLoading, rowsToBegin * columns);
  const queries = useQueryClient();
  const list = useRef<HTMLElement>(null);
  /** The place that has the focus; null while it is elsewhere. */
  const [focused, setFocused] = useState<number | null>(null);
  /** The place that shall have it as soon as it is drawn. */
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
  // A page is on its way before its first row is in view.
  const ahead = endIndex - startIndex + 1;
  const loadedAt = useVideos(filters, {
    first: Math.max(0, startIndex - ahead) * columns,
    last: Math.min(count, (endIndex + 1 + ahead) * columns) - 1,
  });
  const lastFocused = useRef<{ readonly index: number; readonly video: VideoJson } | null>(null);
  const videoAt = (index: number): VideoJson | undefined => {
    const video = loadedAt(index);
    // Of what is scrolled away, only the video with the focus is kept.
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
  // What has come in may have moved the video that has the focus to another place.
  useEffect(() => {
    const index = placeOf(document.activeElement);
    const isHere = list.current?.contains(document.activeElement) === true;
    if (toFocus.current === null && index !== null && isHere) setFocused(index);
  }, [loadedAt]);
  // After every drawing: what was to be focused may be there by now.
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

  const handlers = {
    onFocus: (event: FocusEvent) => setFocused(placeOf(event.target)),
    onBlur: (event: FocusEvent) => {
      if (event.currentTarget.contains(event.relatedTarget)) return;
      // A place that its video replaces loses the focus to nothing, and is to get it back.
      if (event.relatedTarget !== null) toFocus.current = null;
      if (toFocus.current === null) setFocused(null);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const index = placeOf(event.target);
      if (index === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const rowsInView = Math.max(1, Math.floor((scroller.clientHeight - headHeight) / rowHeight));
      const to = keyStep(event.key, { index, count, columns, rowsInView });
      if (to === null) return;
      event.preventDefault();
      moveTo(to);
    },
    onClick: (event: MouseEvent) => {
      // Links can be opened in another tab.
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
        // Pages that came at different moments of a scan may both have a video.
        const key = video === undefined || keys.has(video.id) ? `place ${index}` : video.id;
        keys.add(key);
        videos.push({ key, index, video, column, top: row.start - headHeight, isTabStop: index === tabStop });
      }
    }
    return videos;
  }
}

/** Calls `onChange` when the shape of the rows has changed, with the row that has what was first in view before. */
function useKeepPlace(
  { first, columns, rowHeight }: { readonly first: number; readonly columns: number; readonly rowHeight: number },
  onChange: (row: number | null) => void,
): void {
  const before = useRef({ first, columns, rowHeight });
  useLayoutEffect(() => {
    const was = before.current;
    if (was.columns !== columns) onChange(was.first === 0 ? null : Math.floor(was.first / columns));
    else if (was.rowHeight !== rowHeight) onChange(was.first === 0 ? null : Math.floor(was.first / columns));
    before.current = { first, columns, rowHeight };
  });
}

function placeOf(target: EventTarget | null): number | null {
  const place = target instanceof Element ? target.closest("[data-index]") : null;
  return place === null ? null : Number(place.getAttribute("data-index"));
}
