import { Button, Loader, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useId } from "react";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import { useApi } from "../api/use-api.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { FilterChips } from "../library/filter-chips.tsx";
import { backwardsMeasure, properties } from "../library/filter-values.ts";
import { filtersOf, isFiltered, type LibrarySearch } from "../library/library-search.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { useLoadFailure } from "../live/use-load-failure.ts";
import { LoadFailed } from "../scans/load-failed.tsx";
import { useTitle } from "../shell/page-title.ts";
import { texts } from "../texts/texts.ts";
import { type Amount, amountOf, amounts } from "./amount.ts";
import { BarList } from "./bar-list.tsx";
import { type Bar, rangeBars, spanBars, valueBars } from "./bars.ts";
import { FolderBars } from "./folder-bars.tsx";
import { GrowthSection } from "./growth-section.tsx";
import classes from "./statistics-page.module.css";
import { type Filters, filtersIn, readStatisticsSearch } from "./statistics-search.ts";
import { TopVideos } from "./top-videos.tsx";
import { Totals } from "./totals.tsx";

const words = texts.statistics;

/** How many videos the library has, how large and how long they are, and what they are. */
export function StatisticsPage() {
  const { by = "count", ...filters } = readStatisticsSearch({ ...useSearch({ from: "/statistics" }) });
  const navigate = useNavigate({ from: "/statistics" });
  const api = useApi();
  const backwards = backwardsMeasure(filters);
  const answer = useQuery({
    queryKey: [libraryKey, "statistics", filters],
    queryFn: ({ signal }) => api.statistics(filtersOf(filters), { signal }),
    // The server refuses a range that ends before it begins.
    enabled: backwards === undefined,
    placeholderData: keepPreviousData,
  });
  const failure = useLoadFailure(answer);
  const data = backwards === undefined ? answer.data : undefined;
  useTitle(words.title);
  const go = (search: Filters, amount: Amount) =>
    void navigate({
      to: "/statistics",
      search: ({ scan }) => ({ ...search, by: amount === "count" ? undefined : amount, scan }),
      resetScroll: false,
      replace: amount !== by,
    });
  // A filter that is taken away must leave nothing of itself.
  const change = (changes: LibrarySearch) => go(filtersIn(readStatisticsSearch({ ...filters, ...changes })), by);
  return (
    <div className={classes["page"]}>
      <div className={classes["head"]}>
        <Title order={1} size="h2">
          {words.title}
        </Title>
        <FilterChips search={filters} onChange={change} />
        {data !== undefined && data.total.count > 0 && (
          <ExportMenu list="statistics" filters={{ ...filtersOf(filters), sort: undefined }} />
        )}
      </div>
      {data === undefined && failure !== null && backwards === undefined && (
        <LoadFailed title={words.notLoaded} error={failure} onRetry={() => void answer.refetch()} />
      )}
      {backwards !== undefined && (
        <Nothing isFiltered text={texts.filters.backwards(texts.filters.groups[backwards])} />
      )}
      {data === undefined && failure === null && backwards === undefined && (
        <Loader size="sm" aria-label={words.loading} />
      )}
      {data !== undefined && data.total.count === 0 && <Nothing isFiltered={isFiltered(filters)} />}
      {data !== undefined && data.total.count > 0 && (
        <>
          <Totals facets={data} filters={filters} />
          {data.has_hard_links && (
            <Text size="xs" c="dimmed">
              {words.linksCountOnce}
            </Text>
          )}
          <Switch by={by} onChange={(amount) => go(filters, amount)} />
          <Sections facets={data} filters={filters} by={by} />
        </>
      )}
    </div>
  );
}

function Switch({ by, onChange }: { readonly by: Amount; readonly onChange: (by: Amount) => void }) {
  const label = useId();
  return (
    <div className={classes["switch"]}>
      <Text size="sm" c="dimmed" id={label}>
        {words.by}
      </Text>
      <SegmentedControl
        size="sm"
        aria-labelledby={label}
        value={by}
        onChange={(value) => onChange(amounts.find((amount) => amount === value) ?? "count")}
        data={amounts.map((amount) => ({ value: amount, label: words.amounts[amount] }))}
      />
    </div>
  );
}

interface SectionsProps {
  readonly facets: FacetsJson;
  readonly filters: Filters;
  readonly by: Amount;
}

function Sections({ facets, filters, by }: SectionsProps) {
  const whole = amountOf(facets.total, by);
  const list = (name: keyof typeof words.groups, bars: readonly Bar[], isRanked = false) =>
    bars.length === 0 ? null : (
      <BarList key={name} title={words.groups[name]} bars={bars} amount={by} whole={whole} isRanked={isRanked} />
    );
  const { q, path, recursive, ...others } = filters;
  // The API gives the numbers of folders for all of their videos only.
  const hasFolders = q === undefined && recursive !== false && !isFiltered(others);
  return (
    <>
      <GrowthSection facets={facets} filters={filters} amount={by} />
      <div className={classes["columns"]}>
        {properties.map((property) => {
          const isInteresting = property !== "suspect" || facets.values.suspect.some(({ value }) => value !== "none");
          const isRanked = property !== "resolution" && property !== "bit_depth";
          return isInteresting ? list(property, valueBars(facets, property, filters), isRanked) : null;
        })}
        {list("duration", rangeBars(facets, "duration", filters))}
        {list("size", rangeBars(facets, "size", filters))}
        {list("bit_rate", rangeBars(facets, "bit_rate", filters))}
        {list("frame_rate", rangeBars(facets, "frame_rate", filters))}
        {list("modified", spanBars(facets, "modified", filters))}
        {hasFolders && <FolderBars path={path} amount={by} />}
        <TopVideos kind="largest" filters={filters} />
        <TopVideos kind="longest" filters={filters} />
      </div>
    </>
  );
}

function Nothing({ isFiltered: isPart, text }: { readonly isFiltered: boolean; readonly text?: string }) {
  return (
    <Stack align="center" gap="sm" p="xl" mt="xl">
      {isPart ? (
        <>
          <Text ta="center">{text ?? words.nothing}</Text>
          <Button variant="default" renderRoot={(props) => <Link to="/statistics" {...props} />}>
            {words.clear}
          </Button>
        </>
      ) : (
        <>
          <Title order={2} size="h3" ta="center">
            {words.empty.title}
          </Title>
          <Text ta="center">{words.empty.text}</Text>
        </>
      )}
    </Stack>
  );
}
