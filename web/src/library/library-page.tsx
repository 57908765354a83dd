import { Alert, Button, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowUp, IconPlugConnectedX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useElementScrollRestoration, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { libraryKey } from "../live/use-library-refresh.ts";
import { texts } from "../texts/texts.ts";
import { CheckListed } from "./check-listed.tsx";
import colours from "./colours.module.css";
import { VideoDetails } from "./details/video-details.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { backwardsMeasure, withoutBackwards } from "./filter-values.ts";
import { FiltersOfList } from "./filters/filters-of-list.tsx";
import { ForgetMissing } from "./forget-missing.tsx";
import classes from "./library-page.module.css";
import { defaultSort, filtersOf, isFiltered, noFilters } from "./library-search.ts";
import { EmptyLibrary, LibraryFailed, NoMatch } from "./library-states.tsx";
import { LibraryToolbar } from "./library-toolbar.tsx";
import { useSelection } from "./selecting/use-selection.ts";
import { StatisticsOfListed } from "./statistics-of-listed.tsx";
import { useLibrarySearch } from "./use-library-search.ts";
import { useListSnapshot } from "./use-list-snapshot.ts";
import { useSummary } from "./use-summary.ts";
import { VideoGrid } from "./video-grid.tsx";
import type { VideoListHandle } from "./video-list.ts";
import { retryMs, type VideoPage, videoPageOptions } from "./video-pages.ts";
import { VideoTable } from "./video-table.tsx";

const words = texts.library;

const SelectionBar = lazy(async () => {
  const { SelectionBar } = await import("./selecting/selection-bar.tsx");
  return { default: SelectionBar };
});

/** The start page: the videos of the library that the address asks for. */
export function LibraryPage() {
  const api = useApi();
  const { search, change, hrefOf } = useLibrarySearch();
  const openScan = useOpenScan();
  const filters = filtersOf(search);
  // The server refuses a range that ends before it begins.
  const backwards = backwardsMeasure(search);
  const isAsked = backwards === undefined;
  const first = useQuery({ ...videoPageOptions(api, filters, 0), enabled: isAsked });
  // Until a new search is answered, the results of the previous one stay, marked as old.
  const [answered, setAnswered] = useState(first.data);
  if (first.data !== undefined && first.data !== answered) setAnswered(first.data);
  const page = first.data ?? (answered?.total === 0 || !isAsked ? undefined : answered);
  const isOld = first.data === undefined && page !== undefined;
  const failure = first.error ?? first.failureReason;
  // Of a range that ends before it begins, the panel shows what there is to choose from.
  const counted = withoutBackwards(filters);
  const facets = useQuery({
    // The order of the list does not matter.
    queryKey: [libraryKey, "facets", { ...counted, sort: undefined }],
    queryFn: ({ signal }) => api.facets(counted, { signal }),
    // Until new filters are answered, the numbers of the previous ones stay.
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.status === "error" ? retryMs : false),
  });
  const restored = useElementScrollRestoration({ id: "library" });
  /** The scroll position when this page was last left. Any other list begins at its top. */
  const [initial, setInitial] = useState(() => ({ list: JSON.stringify(filters), offset: restored?.scrollY ?? 0 }));
  const list = useRef<VideoListHandle>(null);
  const { total, added, refresh } = useListSnapshot(
    { page, isFetching: first.isFetching },
    {
      filters,
      listKey: JSON.stringify([filters, search.view]),
      isAtTop: () => list.current?.isAtTop() ?? true,
    },
  );
  const [forgotten, setForgotten] = useState("");
  const filtersId = useId();
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const filtersButton = useRef<HTMLButtonElement>(null);
  const closeFilters = () => {
    setFiltersOpen(false);
    filtersButton.current?.focus();
  };

  const openVideo = useCallback((video: string) => change({ video }), [change]);
  const closeVideo = useCallback(() => change({ video: undefined }), [change]);
  const { video } = search;
  const lastVideo = useRef(video);
  useEffect(() => {
    if (video === undefined && lastVideo.current !== undefined) list.current?.focusVideo(lastVideo.current);
    lastVideo.current = video;
  }, [video]);

  const isEmpty = page?.total === 0 && !isFiltered(search);
  const isAnyListed = page !== undefined && page.total > 0;
  const shownFilters = page?.filters ?? filters;
  const shownKey = JSON.stringify(shownFilters);
  if (initial.offset !== 0 && shownKey !== initial.list) setInitial({ ...initial, offset: 0 });
  const summary = useSummary({
    total: isOld || page === undefined ? null : (total ?? page.total),
    facets: facets.isPlaceholderData ? undefined : facets.data,
    isAnyFailed: !isAsked || (isOld && failure !== null),
    isWaiting: facets.error === null && facets.failureReason === null,
  });
  const selecting = useSelection(shownFilters, page?.total ?? null);
  const { isAny } = selecting.list;
  const listProps = {
    selection: selecting.list,
    filters: shownFilters,
    total: page?.total ?? null,
    listKey: shownKey,
    hrefOf,
    onOpen: openVideo,
    initialOffset: shownKey === initial.list ? initial.offset : 0,
    ref: list,
  };
  return (
    <div className={`${classes["page"]} ${colours["colours"]}`} data-library>
      <VisuallyHidden component="h1">{words.title}</VisuallyHidden>
      {!isEmpty && (
        <LibraryToolbar
          search={search}
          onChange={change}
          areFiltersOpen={areFiltersOpen}
          filtersId={filtersId}
          onToggleFilters={() => (areFiltersOpen ? closeFilters() : setFiltersOpen(true))}
          filtersButton={filtersButton}
        />
      )}
      <div className={classes["body"]}>
        {!isEmpty && (
          <FiltersOfList
            id={filtersId}
            isOpen={areFiltersOpen}
            search={search}
            onChange={change}
            facets={facets.data}
            failure={facets.failureReason === null ? null : messageOf(facets.failureReason)}
            onClose={closeFilters}
          />
        )}
        <div className={classes["main"]}>
          {!isEmpty && (
            <div className={classes["summary"]}>
              <span className={`${classes["total"]} digits`}>{summary}</span>
              {added !== null && !isOld && (
                <NewVideos count={added} onShow={() => void refresh().then(() => list.current?.focusFirst())} />
              )}
              <FilterChips search={search} onChange={change} />
              <span role="status" className={classes["dropped"]}>
                {isAny ? "" : selecting.notice}
              </span>
              <div className={classes["actions"]}>
                {isFiltered(search) && search.missing !== true && isAnyListed && (
                  <CheckListed filters={filters} total={page.total} only={onlyVideo(page)} />
                )}
                {search.missing === true && <ForgetMissing filters={filters} isAnyListed={isAnyListed} />}
                {isFiltered(search) && isAnyListed && <StatisticsOfListed search={search} />}
                {isAnyListed && !isOld && <ExportMenu list="videos" filters={{ ...filters }} />}
              </div>
            </div>
          )}
          {isOld && failure !== null && (
            <SearchFailed
              message={messageOf(failure)}
              isTrying={first.isFetching}
              onAgain={() => void first.refetch()}
            />
          )}
          {!isAsked ? (
            <NoMatch backwards={backwards} onClear={() => change(noFilters)} />
          ) : first.isError && page === undefined ? (
            <LibraryFailed
              message={messageOf(first.error)}
              isTrying={first.isFetching}
              onAgain={() => void first.refetch()}
            />
          ) : isEmpty ? (
            <EmptyLibrary onOpenScan={openScan} />
          ) : page?.total === 0 ? (
            <NoMatch backwards={undefined} onClear={() => change(noFilters)} />
          ) : (
            <div className={classes["list"]} data-old={isOld}>
              {search.view === "table" ? (
                <VideoTable {...listProps} sort={search.sort ?? defaultSort} onSort={(sort) => change({ sort })} />
              ) : (
                <VideoGrid {...listProps} />
              )}
            </div>
          )}
          {isAny && isAnyListed && (
            <Suspense fallback={null}>
              <SelectionBar
                state={selecting}
                filters={shownFilters}
                total={total ?? page.total}
                totals={facets.isPlaceholderData ? undefined : facets.data?.total}
              />
            </Suspense>
          )}
        </div>
      </div>
      <Announcement text={added === null ? "" : words.list.changed} />
      <Announcement text={forgotten} />
      <Announcement text={useOnceFor(shownKey, page === undefined ? null : words.total(page.total))} />
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

function onlyVideo({ videos, total }: VideoPage): VideoJson | null {
  return total === 1 ? (videos[0] ?? null) : null;
}

/** @param props.count the number of new videos that are not shown; negative if videos are gone */
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

/** For screen readers only. */
function Announcement({ text }: { readonly text: string }) {
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
}

/**
 * The first text for a key. Later texts, such as the growing total during a scan, are not announced: the announcement is
 * then taken away, as a screen reader would still read it as a part of the page.
 */
function useOnceFor(key: string, text: string | null): string {
  const [announced, setAnnounced] = useState<{ readonly key: string; readonly text: string } | null>(null);
  if (text !== null && announced?.key !== key) setAnnounced({ key, text });
  else if (text !== null && announced !== null && announced.text !== "" && announced.text !== text)
    setAnnounced({ key, text: "" });
  return announced?.text ?? "";
}

function useOpenScan(): (scan: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (scan) => void navigate({ to: ".", resetScroll: false, search: (search) => ({ ...search, scan }) }),
    [navigate],
  );
}

interface SearchFailedProps {
  readonly message: string;
  readonly isTrying: boolean;
  readonly onAgain: () => void;
}

/** Says that the videos on the screen are not those of the search. */
function SearchFailed({ message, isTrying, onAgain }: SearchFailedProps) {
  return (
    <Alert
      color="orange"
      icon={<IconPlugConnectedX aria-hidden />}
      title={words.searchFailed.title}
      className={classes["searchFailed"]}
    >
      <Text size="sm">
        {message} {words.searchFailed.old}
      </Text>
      <Button variant="default" size="xs" mt="sm" onClick={onAgain} loading={isTrying}>
        {words.searchFailed.again}
      </Button>
    </Alert>
  );
}
