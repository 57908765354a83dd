import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import type { VideoFilters } from "../../api/video-filters.ts";
import { isTyping } from "../../shell/use-scroll-keys.ts";
import { texts } from "../../texts/texts.ts";
import {
  isSelected,
  mostSelected,
  nothingSelected,
  type SelectedVideo,
  type Selection,
  type SomeSelected,
  withRange,
  withToggled,
} from "./selection.ts";

const words = texts.selecting;

/** How a list shows and changes the selection. */
export interface ListSelection {
  readonly isAny: boolean;
  readonly has: (id: string) => boolean;
  /** Selects a video, or takes it out. @param at its place in the list */
  readonly toggle: (at: number, video: SelectedVideo) => void;
  /** Selects from the last video that was toggled to this place. The videos between may not be loaded. */
  readonly extend: (to: number) => void;
}

export interface SelectionState {
  readonly selection: Selection;
  readonly list: ListSelection;
  readonly selectAll: () => void;
  readonly clear: () => void;
  /** What happened last, for people: empty after a press that shows its result. */
  readonly notice: string;
}

/**
 * The selection of a list. It survives scrolling, another order and another view, and is dropped with other filters.
 *
 * Ctrl+A or ⌘A selects all that match, Escape clears the selection.
 */
export function useSelection(filters: VideoFilters, total: number | null): SelectionState {
  const api = useApi();
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [notice, setNotice] = useState("");
  const isAny = selection.kind === "all" || selection.single.size + selection.range.size > 0;
  const key = JSON.stringify({ ...filters, sort: undefined });
  const [shownKey, setShownKey] = useState(key);
  if (shownKey !== key) {
    setShownKey(key);
    setSelection(nothingSelected);
    setNotice(isAny ? words.dropped : "");
  }
  /** Where the next range begins. */
  const anchor = useRef(0);
  /** The newest press: the answer to an older one comes too late. */
  const press = useRef(0);
  // Handlers of a list are made once, and read what is true when they are called.
  const now = useRef({ selection, filters, total });
  useEffect(() => {
    now.current = { selection, filters, total };
  });

  const change = useCallback((changed: Selection) => {
    press.current += 1;
    now.current = { ...now.current, selection: changed };
    setSelection(changed);
    setNotice("");
  }, []);
  const clear = useCallback(() => change(nothingSelected), [change]);
  const selectAll = useCallback(() => change({ kind: "all" }), [change]);

  const read = useCallback(
    async (first: number, last: number, onRead: (videos: readonly SelectedVideo[]) => void) => {
      if (last - first >= mostSelected) {
        setNotice(words.tooMany(mostSelected));
        return;
      }
      press.current += 1;
      const mine = press.current;
      const { filters: asked } = now.current;
      const isNewest = () => press.current === mine && JSON.stringify(now.current.filters) === JSON.stringify(asked);
      try {
        const videos = await api.placesOfVideos(asked, { offset: first, limit: last - first + 1 });
        if (isNewest()) onRead(videos);
      } catch (error) {
        if (isNewest()) setNotice(messageOf(error));
      }
    },
    [api],
  );

  const toggle = useCallback<ListSelection["toggle"]>(
    (at, video) => {
      anchor.current = at;
      const { selection: before, total: all } = now.current;
      if (before.kind === "some") change(withToggled(before, video));
      // All that match but one: these have to be named.
      else void read(0, (all ?? 0) - 1, (videos) => change(withToggled(withRange(nothingSelected, videos), video)));
    },
    [change, read],
  );
  const extend = useCallback<ListSelection["extend"]>(
    (to) => {
      const { selection: before } = now.current;
      if (before.kind === "all") return;
      const [first, last] = [Math.min(anchor.current, to), Math.max(anchor.current, to)];
      void read(first, last, (videos) => {
        const some: SomeSelected = now.current.selection.kind === "some" ? now.current.selection : before;
        change(withRange(some, videos));
      });
    },
    [change, read],
  );

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.shiftKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      if (event.key === "Escape" && isAny) clear();
      else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && (now.current.total ?? 0) > 0) {
        event.preventDefault();
        selectAll();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isAny, clear, selectAll]);

  const list = useMemo(
    () => ({ isAny, has: (id: string) => isSelected(selection, id), toggle, extend }),
    [isAny, selection, toggle, extend],
  );
  return { selection, list, selectAll, clear, notice };
}
