import { Button, CloseButton, Loader, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { texts } from "../../texts/texts.ts";
import { noFilters, numberOfFilters } from "../library-search.ts";
import classes from "./filters.module.css";
import type { FiltersProps } from "./filters-of-list.tsx";
import { FolderGroup } from "./folder-group.tsx";
import { RangeGroup } from "./range-group.tsx";
import { SaveFilters } from "./save-filters.tsx";
import { SavedFilters } from "./saved-filters.tsx";
import { SortOfList } from "./sort-of-list.tsx";
import { StateGroup } from "./state-group.tsx";
import { useSeenValues } from "./use-seen-values.ts";
import { ValueGroup } from "./value-group.tsx";

const words = texts.filters;

/** The filters that most people look for, in this order. They are open from the start. */
const first = ["resolution", "hdr", "audio_language", "subtitle_language", "video_codec", "size", "duration"] as const;
const others = ["added", "modified", "audio_codec", "bit_depth", "frame_rate", "bit_rate", "container"] as const;

const scrolling: ReadonlySet<string> = new Set(["PageDown", "PageUp", "Home", "End"]);

type Group = (typeof first)[number] | (typeof others)[number];

export interface FilterPanelProps extends FiltersProps {
  /** Whether the panel covers the list. */
  readonly isSheet: boolean;
  /** Whether the panel has the order of the list, as there is no room for it above the list. */
  readonly hasSort: boolean;
}

/** All filters of the list, with the number of videos of each value. */
export function FilterPanel({ search, onChange, facets, failure, onClose, isSheet, hasSort }: FilterPanelProps) {
  const seen = useSeenValues(facets);
  const panel = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const element = panel.current;
    const onKeyDown = (event: KeyboardEvent) => {
      // These keys scroll the panel, and not the list.
      if (scrolling.has(event.key)) event.stopPropagation();
      if (event.key !== "Escape" || event.defaultPrevented || hasOwnEscape(event.target)) return;
      event.preventDefault();
      close.current();
    };
    element?.addEventListener("keydown", onKeyDown);
    return () => element?.removeEventListener("keydown", onKeyDown);
  }, []);
  const group = (name: Group, isMain: boolean) => {
    if (facets === undefined || seen === null) return null;
    const props = { search, onChange, facets, seen, isMain };
    if (name in seen.values) return <ValueGroup key={name} {...props} property={name as keyof typeof seen.values} />;
    return <RangeGroup key={name} {...props} measure={name as keyof typeof seen.bands} />;
  };
  return (
    <div ref={panel} className={classes["panel"]}>
      <div className={classes["head"]}>
        <Title order={2} size="h4" ref={title} tabIndex={-1} className={classes["title"]}>
          {words.title}
        </Title>
        {numberOfFilters(search) > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={() => onChange({ ...noFilters, q: search.q })}>
            {words.clear}
          </Button>
        )}
        <CloseButton aria-label={words.close} onClick={onClose} />
      </div>
      <div className={classes["groups"]}>
        {hasSort && <SortOfList search={search} onChange={onChange} />}
        <SavedFilters search={search} onChange={onChange} />
        {facets === undefined || seen === null ? (
          failure === null ? (
            <Loader size="sm" m="md" aria-label={words.loading} />
          ) : (
            <Text size="sm" role="alert">
              {words.failed} {failure}
            </Text>
          )
        ) : (
          <>
            {first.map((name) => group(name, true))}
            <StateGroup search={search} onChange={onChange} facets={facets} seen={seen} />
            <FolderGroup search={search} onChange={onChange} />
            {others.map((name) => group(name, false))}
          </>
        )}
      </div>
      <div className={classes["foot"]}>
        {isSheet && (
          <Button fullWidth onClick={onClose} className="digits">
            {words.show(facets?.total.count)}
          </Button>
        )}
        <SaveFilters search={search} />
      </div>
    </div>
  );
}

/** Whether Escape has a meaning of its own in a field. */
function hasOwnEscape(target: EventTarget | null): boolean {
  return target instanceof Element && target.getAttribute("data-mantine-stop-propagation") === "true";
}
