import { Group, Loader, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { useApi } from "../api/use-api.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { historyKey } from "../live/use-library-refresh.ts";
import { CopyByHand } from "../scans/errors/copy-by-hand.tsx";
import { copyText } from "../scans/errors/copy-text.ts";
import { ErrorList } from "../scans/errors/error-list.tsx";
import { LoadFailed } from "../scans/load-failed.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { texts } from "../texts/texts.ts";

const words = texts.scans.stillUnreadable;
const pageSize = 1_000;

interface ProblemsDialogProps {
  readonly root: RootJson;
  /** Says how many files could not be read, and where. */
  readonly title: string;
  readonly onClose: () => void;
}

/** All files and directories in a directory of the library that could not be read, whichever scan has tried them. */
export function ProblemsDialog({ root: { path }, title, onClose }: ProblemsDialogProps) {
  const api = useApi();
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: [historyKey, "problems in", path],
    queryFn: ({ pageParam, signal }) => api.problems({ path, limit: pageSize, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const problems = useMemo(() => data?.pages.flatMap((page) => page.problems), [data]);
  const [byHand, setByHand] = useState<string | null>(null);
  const copy = async (text: string) => {
    const isCopied = await copyText(text);
    if (!isCopied) setByHand(text);
    return isCopied;
  };
  return (
    <Dialog isOpen onClose={onClose} title={title} closeLabel={texts.directories.forget.close} size="lg">
      <Stack gap="md">
        {error !== null && <LoadFailed title={words.failed} error={error} onRetry={() => void refetch()} />}
        {problems === undefined && error === null && <Loader size="sm" aria-label={texts.scans.errors.loading} />}
        {problems !== undefined && problems.length > 0 && (
          <>
            <Group>
              <ExportMenu list="videos/problems" filters={{ path }} isTool />
            </Group>
            <ErrorList
              label={words.list}
              directory={path}
              errors={problems}
              onCopy={copy}
              onNearEnd={() => {
                if (hasNextPage && !isFetching) void fetchNextPage();
              }}
            />
          </>
        )}
      </Stack>
      <CopyByHand text={byHand} onClose={() => setByHand(null)} />
    </Dialog>
  );
}
