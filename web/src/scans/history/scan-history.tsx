import { Button, Skeleton, Text, Title } from "@mantine/core";
import { IconRadar } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { ExportMenu } from "../../exports/export-menu.tsx";
import { useHasActiveJobs } from "../../live/use-jobs.ts";
import { texts } from "../../texts/texts.ts";
import { LoadFailed } from "../load-failed.tsx";
import type { ScansSearch } from "../scans-search.ts";
import { useContinuations } from "../use-continuations.ts";
import { foldHistory } from "./fold-history.ts";
import { HistoryFilters } from "./history-filters.tsx";
import { HistoryList } from "./history-list.tsx";
import classes from "./scan-history.module.css";
import { noneOpened, useFoldedHistory } from "./use-folded-history.ts";
import { useNearEnd } from "./use-near-end.ts";
import { historyQuery, useScanHistory } from "./use-scan-history.ts";

const words = texts.scans.list;
const noneListed: readonly JobJson[] = [];

/**
 * If nearly all scans of a page are folded, the end of the list stays near, and all of the history would load itself. After
 * this many pages with fewer rows than this each, a person asks for more.
 */
const mostShortPages = 5;
const fewRows = 20;

/** A person who asks for more wants more rows. So pages are loaded until they bring one, but no more than these. */
const mostPagesAtOnce = 10;

interface ScanHistoryProps {
  readonly search: ScansSearch;
  readonly onFilter: (change: ScansSearch) => void;
  /** Opens the scan dialog: for a new scan, or for the one with this id. */
  readonly onOpen: (scan: string) => void;
}

/** The ended scans, with filters. More are loaded near the end of the list. */
export function ScanHistory({ search, onFilter, onOpen }: ScanHistoryProps) {
  const history = useScanHistory(search);
  const navigate = useNavigate();
  const hasActive = useHasActiveJobs();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData } = history;
  const jobs = useMemo(() => history.data?.pages.flatMap((page) => page.jobs), [history.data]);
  const { entries, rows, toggle } = useFoldedHistory(jobs ?? noneListed, { hasMore: hasNextPage });
  const pages = history.data?.pages.length ?? 0;
  const isWorthMore = pages < mostShortPages || rows >= pages * fewRows;
  const more = useNearEnd<HTMLDivElement>(
    hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData && isWorthMore,
    () => void history.fetchNextPage(),
  );
  const showMore = async () => {
    for (let loaded = 0; loaded < mostPagesAtOnce; loaded += 1) {
      const { data, hasNextPage: hasMore, isError } = await history.fetchNextPage({ cancelRefetch: false });
      const all = data?.pages.flatMap((page) => page.jobs) ?? [];
      if (isError || !hasMore || foldHistory(all, { opened: noneOpened, hasMore }).length > rows) return;
    }
  };
  // The scan that continues a listed one may have another status, and so may not be listed.
  const continuations = useContinuations(
    jobs ?? noneListed,
    search.status === undefined ? null : { q: search.q ?? "" },
  );
  const filtered = search.q !== undefined || search.status !== undefined;

  if (jobs?.length === 0 && !filtered && !hasActive && !isPlaceholderData) {
    return <NoScansYet onScan={() => onOpen("new")} />;
  }
  return (
    <section aria-label={texts.scans.history}>
      <div className={classes["head"]}>
        <Title order={2} size="h4">
          {texts.scans.history}
        </Title>
        <HistoryFilters search={search} onChange={onFilter} />
        {jobs !== undefined && jobs.length > 0 && <ExportMenu list="jobs" filters={historyQuery(search)} />}
      </div>
      {jobs === undefined && history.isPending && <Loading />}
      {jobs === undefined && history.isError && (
        <LoadFailed title={words.failed} error={history.error} onRetry={() => void history.refetch()} />
      )}
      {jobs?.length === 0 && !filtered && <Nothing>{words.notYet}</Nothing>}
      {jobs?.length === 0 && filtered && (
        <Nothing>
          {words.noMatch}
          <Button variant="default" size="xs" onClick={() => onFilter({ q: undefined, status: undefined })}>
            {texts.scans.filters.clear}
          </Button>
        </Nothing>
      )}
      {jobs !== undefined && jobs.length > 0 && (
        <div aria-busy={isPlaceholderData} className={classes["list"]}>
          <HistoryList
            entries={entries}
            hasMore={hasNextPage}
            continuations={continuations.ids}
            onToggle={toggle}
            onStarted={(jobId, job) =>
              // Only a scan has a dialog.
              job.isScan ? onOpen(jobId) : void navigate({ to: "/scans/$jobId", params: { jobId } })
            }
          />
        </div>
      )}
      {jobs !== undefined && isFetchNextPageError && (
        <LoadFailed title={words.moreFailed} error={history.error} onRetry={() => void history.fetchNextPage()} />
      )}
      {hasNextPage && !isFetchNextPageError && (
        <div ref={more} className={classes["more"]}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void showMore()}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Text component="div" c="dimmed" role="status" className={classes["nothing"]}>
      {children}
    </Text>
  );
}

function Loading() {
  return (
    <div role="status" aria-label={words.loading} className={classes["loading"]}>
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={34} />
      ))}
    </div>
  );
}

/** Before the first scan there is one thing to do. */
function NoScansYet({ onScan }: { readonly onScan: () => void }) {
  return (
    <div className={classes["none"]}>
      <IconRadar size={56} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />
      <Text size="lg">{texts.scans.none.text}</Text>
      <Button size="md" leftSection={<IconRadar size={18} aria-hidden />} onClick={onScan}>
        {texts.scans.none.action}
      </Button>
    </div>
  );
}
