import { Button, Loader, Stack, Text, Title } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FoldersJson } from "../../../src/api/contract/folders.ts";
import { hasSharedFiles } from "../../../src/api/contract/has-shared-files.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { useLoadFailure } from "../live/use-load-failure.ts";
import { LoadFailed } from "../scans/load-failed.tsx";
import { MoreButton } from "../shell/more-button.tsx";
import { useTitle } from "../shell/page-title.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "../texts/visible-text.tsx";
import type { FolderSort } from "./folder-search.ts";
import { FolderTable } from "./folder-table.tsx";
import classes from "./folders-page.module.css";
import { useFolders } from "./use-folders.ts";
import { wayToFolder } from "./way-to-folder.ts";

const words = texts.folders;

/** The folders in a folder, with how much is in each. */
export function FoldersPage() {
  const search = useSearch({ from: "/folders" });
  const { path, sort } = search;
  const list = useFolders(path);
  const { data, refetch } = list;
  const failure = useLoadFailure(list);
  const top = useFolders(undefined).data?.pages[0]?.path ?? null;
  const [first] = data?.pages ?? [];
  const folders = data?.pages.flatMap((page) => page.folders) ?? [];
  const shown = first?.path ?? path ?? null;
  useTitle(words.title);
  return (
    <div className={classes["page"]}>
      <Title order={1} size="h2">
        {words.title}
      </Title>
      {shown !== null && <Way top={top ?? shown} path={shown} sort={sort} />}
      {first === undefined && failure !== null && (
        <LoadFailed title={words.notLoaded} error={failure} onRetry={() => void refetch()} />
      )}
      {first === undefined && failure === null && <Loader size="sm" aria-label={words.loading} />}
      {first !== undefined && first.videos === 0 && <NoVideos path={path ?? null} />}
      {first !== undefined && first.videos > 0 && (
        <Total total={first}>
          {first.folders.length > 0 && <ExportMenu list="folders" filters={{ path: first.path ?? undefined }} />}
        </Total>
      )}
      {first !== undefined && first.folders.length > 0 && (
        <FolderTable
          listed={first.path ?? ""}
          folders={folders}
          own={first.own}
          search={search}
          isWhole={!list.hasNextPage}
        />
      )}
      {first !== undefined && hasSharedFiles(first, [first.own, ...folders]) && (
        <Text size="sm" c="dimmed">
          {words.linksCountOnce}
        </Text>
      )}
      <MoreButton label={words.more} list={list} />
    </div>
  );
}

/** The way from the topmost folder to this one. */
function Way({
  top,
  path,
  sort,
}: {
  readonly top: string;
  readonly path: string;
  readonly sort: FolderSort | undefined;
}) {
  const steps = wayToFolder(top, path);
  return (
    <nav aria-label={words.way}>
      <ol className={classes["way"]}>
        {steps.map((step, nth) => (
          <li key={step.path} className={classes["step"]}>
            {nth > 0 && <IconChevronRight size={16} aria-hidden className={classes["arrow"]} />}
            <Link
              to="/folders"
              search={nth === 0 ? { sort } : { sort, path: step.path }}
              aria-current={nth === steps.length - 1 ? "page" : undefined}
              activeOptions={{ exact: true }}
            >
              <bdi>{visibleText(step.name)}</bdi>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Total({ total, children }: { readonly total: FoldersJson; readonly children: ReactNode }) {
  const { path, videos } = total;
  return (
    <div className={classes["total"]}>
      <Button
        variant="light"
        size="compact-md"
        className="digits"
        renderRoot={(props) => <Link to="/" search={{ path: path ?? undefined }} {...props} />}
      >
        {words.show(videos)}
      </Button>
      <Text size="sm" className="digits">
        {words.total(total)}
      </Text>
      {children}
    </div>
  );
}

function NoVideos({ path }: { readonly path: string | null }) {
  return (
    <Stack align="center" gap="sm" p="xl" mt="xl">
      {path === null ? (
        <>
          <Title order={2} size="h3" ta="center">
            {words.empty.title}
          </Title>
          <Text ta="center">{words.empty.text}</Text>
        </>
      ) : (
        <>
          <Text ta="center">{words.nothing(path)}</Text>
          <Button variant="default" renderRoot={(props) => <Link to="/folders" {...props} />}>
            {words.all}
          </Button>
        </>
      )}
    </Stack>
  );
}
