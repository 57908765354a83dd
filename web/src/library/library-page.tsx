import { Button, VisuallyHidden } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useElementScrollRestoration, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { messageOf } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { texts } from "../texts/texts.ts";
import colours from "./colours.module.css";
import { FilterChips } from "./filter-chips.tsx";
import classes from "./library-page.module.css";
import { defaultSort, filtersOf, isFiltered, noFilters } from "./library-search.ts";
import { EmptyLibrary, LibraryFailed, NoMatch } from "./library-states.tsx";
import { LibraryToolbar } from "./library-toolbar.tsx";
import { useLibrarySearch } from "./use-library-search.ts";
import { useListSnapshot } from "./use-list-snapshot.ts";
import { VideoDetails } from "./video-details.tsx";
import { VideoGrid } from "./video-grid.tsx";
import type { VideoListHandle } from "./video-list.ts";
import { retryMs, videoPageOptions } from "./video-pages.ts";
import { VideoTable } from "./video-table.tsx";

const words = texts.library;

/** The start page: the videos of the library, as the address wants to see them. */
export function LibraryPage() {
  const api = useApi();
  const { search, change, hrefOf } = useLibrarySearch();
  const openScan = useOpenScan();
  const filters = filtersOf(search);
  // Until the first page of other filters is there, the list before stays.
  const first = useQuery({ ...videoPageOptions(api, filters, 0), placeholderData: keepPreviousData });
  const facets = useQuery({
    queryKey: [libraryKey, "facets"],
    queryFn: ({ signal }) => api.facets({ signal }),
    refetchInterval: ({ state }) => (state.status === "error" ? retryMs : false),
  });
  const restored = useElementScrollRestoration({ id: "library" });
  /** Where the list was when this page was last left; what is shown later begins at its top. */
  const [initial, setInitial] = useState(() => ({ list: JSON.stringify(filters), offset: restored?.scrollY ?? 0 }));
  const list = useRef<VideoListHandle>(null);
  const { total, added, refresh } = useListSnapshot(first, {
    filters,
    listKey: JSON.stringify([filters, search.view]),
    isAtTop: () => list.current?.isAtTop() ?? true,
  });
  const [forgotten, setForgotten] = useState("");

  const openVideo = useCallback((video: string) => change({ video }), [change]);
  const closeVideo = useCallback(() => change({ video: undefined }), [change]);
  const { video } = search;
  const lastVideo = useRef(video);
  useEffect(() => {
    if (video === undefined && lastVideo.current !== undefined) list.current?.focusVideo(lastVideo.current);
    lastVideo.current = video;
  }, [video]);

  const page = first.data;
  const isEmpty = page?.total === 0 && !isFiltered(search) && !first.isPlaceholderData;
  const shownFilters = page?.filters ?? filters;
  const shownKey = JSON.stringify(shownFilters);
  if (initial.offset !== 0 && shownKey !== initial.list) setInitial({ ...initial, offset: 0 });
  const listProps = {
    filters: shownFilters,
    total: page?.total ?? null,
    listKey: shownKey,
    hrefOf,
    onOpen: openVideo,
    initialOffset: shownKey === initial.list ? initial.offset : 0,
    ref: list,
  };
  return (
    <div className={`${classes["page"]} ${colours["colours"]}`}>
      <VisuallyHidden component="h1">{words.title}</VisuallyHidden>
      {!isEmpty && (
        <>
          <LibraryToolbar search={search} onChange={change} facets={facets.data} />
          <div className={classes["summary"]}>
            <span className={`${classes["total"]} digits`}>
              {page === undefined
                ? " "
                : totalText(total ?? page.total, isFiltered(search) ? facets.data?.total : undefined)}
            </span>
            {added !== null && (
              <NewVideos count={added} onShow={() => void refresh().then(() => list.current?.focusFirst())} />
            )}
            <FilterChips search={search} onChange={change} />
          </div>
        </>
      )}
      <Announcement text={added === null ? "" : words.list.changed} />
      <Announcement text={forgotten} />
      <Announcement text={useOnceFor(shownKey, page === undefined ? null : words.total(page.total))} />
      {first.isError && page === undefined ? (
        <LibraryFailed
          message={messageOf(first.error)}
          isTrying={first.isFetching}
          onAgain={() => void first.refetch()}
        />
      ) : isEmpty ? (
        <EmptyLibrary onOpenScan={openScan} />
      ) : page?.total === 0 ? (
        <NoMatch onClear={() => change(noFilters)} />
      ) : search.view === "table" ? (
        <VideoTable {...listProps} sort={search.sort ?? defaultSort} onSort={(sort) => change({ sort })} />
      ) : (
        <VideoGrid {...listProps} />
      )}
      <VideoDetails
        videoId={video ?? null}
        filters={shownFilters}
        total={page?.total ?? 0}
        onClose={closeVideo}
        onShow={(other) => change({ video: other }, { replace: true })}
        onForgotten={({ filename, missing_since: missing }) =>
          setForgotten(missing === null ? words.details.forgotten(filename) : words.details.forgottenMissing(filename))
        }
      />
    </div>
  );
}

/** @param props.count how many more there are than are shown; fewer than none where some are gone */
function NewVideos({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  return (
    <Button
      variant="light"
      size="compact-sm"
      radius="xl"
      className="digits"
      leftSection={<IconArrowUp size={15} aria-hidden />}
      onClick={onShow}
    >
      {count > 0 ? words.list.newVideos(count) : words.list.showChanges}
    </Button>
  );
}

/** Heard by those who do not see the page. */
function Announcement({ text }: { readonly text: string }) {
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
}

/** The first text there is for a key: what changes by itself later, while a scan runs, is not told again. */
function useOnceFor(key: string, text: string | null): string {
  const [told, setTold] = useState<{ readonly key: string; readonly text: string } | null>(null);
  if (text !== null && told?.key !== key) setTold({ key, text });
  return told?.text ?? "";
}

function useOpenScan(): (scan: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (scan) => void navigate({ to: ".", resetScroll: false, search: (search) => ({ ...search, scan }) }),
    [navigate],
  );
}

/** @param all how many there are without filters; missing where there are none, or where it is not known */
function totalText(total: number, all: number | undefined): string {
  return all === undefined ? words.total(total) : words.filtered(total, Math.max(all, total));
}
