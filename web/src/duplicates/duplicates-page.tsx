import { Button, Loader, SegmentedControl, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { DuplicatesJson } from "../../../src/api/contract/duplicates.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import colours from "../library/colours.module.css";
import { useLoadFailure } from "../live/use-load-failure.ts";
import { LoadFailed } from "../scans/load-failed.tsx";
import { MoreButton } from "../shell/more-button.tsx";
import { useTitle } from "../shell/page-title.ts";
import { texts } from "../texts/texts.ts";
import { CompareFiles } from "./compare-files.tsx";
import { DuplicateGroup } from "./duplicate-group.tsx";
import { readDuplicateSearch, shownStates } from "./duplicate-search.ts";
import classes from "./duplicates-page.module.css";
import { useDuplicates } from "./use-duplicates.ts";

const words = texts.duplicates;

/** Groups of files that are equal, or may be. */
export function DuplicatesPage() {
  const search = readDuplicateSearch({ ...useSearch({ from: "/duplicates" }) });
  const navigate = useNavigate({ from: "/duplicates" });
  const list = useDuplicates(search);
  const { data, refetch } = list;
  const failure = useLoadFailure(list);
  const heading = useRef<HTMLHeadingElement>(null);
  const [deleted, setDeleted] = useState("");
  const [first] = data?.pages ?? [];
  const groups = data?.pages.flatMap((page) => page.groups) ?? [];
  useTitle(words.title);
  return (
    <div className={`${classes["page"]} ${colours["colours"]}`}>
      <div className={classes["head"]}>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {words.title}
        </Title>
        {first !== undefined && hasAny(first) && <Total totals={first.totals} />}
        {groups.length > 0 && <ExportMenu list="duplicates" filters={{ ...search }} />}
        <CompareFiles path={search.path} isNeeded={first !== undefined && first.totals.likely > 0} />
      </div>
      {search.path !== undefined && <InFolder path={search.path} />}
      <VisuallyHidden role="status">{deleted}</VisuallyHidden>
      {first === undefined && failure !== null && (
        <LoadFailed title={words.notLoaded} error={failure} onRetry={() => void refetch()} />
      )}
      {first === undefined && failure === null && <Loader size="sm" aria-label={words.loading} />}
      {first !== undefined && (
        <>
          {hasAny(first) && (
            <SegmentedControl
              aria-label={words.filter.label}
              className={classes["filter"]}
              value={search.state ?? "all"}
              onChange={(value) =>
                void navigate({
                  search: (before) => ({ ...before, state: shownStates.find((state) => state === value) }),
                  replace: true,
                })
              }
              data={(["all", ...shownStates] as const).map((value) => ({ value, label: words.filter.values[value] }))}
            />
          )}
          {first.totals.likely > 0 && <Text size="sm">{words.about}</Text>}
          {first.unknown > 0 && <Text size="sm">{words.unknown(first.unknown)}</Text>}
          {groups.length === 0 ? (
            <Nothing isFiltered={hasAny(first)} />
          ) : (
            <ul className={classes["groups"]} aria-label={words.list}>
              {groups.map((group) => (
                <DuplicateGroup
                  key={group.id}
                  group={group}
                  canDelete={first.can_delete}
                  onDeleted={(count, bytes) => setDeleted(words.deleted(count, bytes))}
                  heading={heading}
                />
              ))}
            </ul>
          )}
        </>
      )}
      <MoreButton label={words.moreGroups} list={list} />
    </div>
  );
}

function hasAny({ totals: { confirmed, likely, linked } }: DuplicatesJson): boolean {
  return confirmed + likely + linked > 0;
}

function Total({ totals }: { readonly totals: DuplicatesJson["totals"] }) {
  const { confirmed, likely, linked, confirmed_gain, possible_gain } = totals;
  return (
    <Text size="sm" className={`${classes["total"]} digits`}>
      {words.groups(confirmed + likely + linked)}
      {confirmed_gain + possible_gain > 0 &&
        ` · ${words.total({ confirmed: confirmed_gain, possible: possible_gain })}`}
      {linked > 0 && ` · ${words.totalLinked(linked, confirmed + likely + linked)}`}
    </Text>
  );
}

function InFolder({ path }: { readonly path: string }) {
  return (
    <div className={classes["folder"]}>
      <Text size="sm" className="path">
        {words.inFolder(path)}
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        renderRoot={(props) => <Link to="/duplicates" search={({ state }) => ({ state })} {...props} />}
      >
        {words.all}
      </Button>
    </div>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <Stack align="center" gap="sm" p="xl" mt="xl">
      <Title order={2} size="h3" ta="center">
        {words.empty.title}
      </Title>
      <Text ta="center">{isFiltered ? words.empty.filtered : words.empty.text}</Text>
    </Stack>
  );
}
