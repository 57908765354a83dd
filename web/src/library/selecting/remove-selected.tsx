import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import type { ForgetAnswerJson } from "../../../../src/api/contract/videos.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { loadAgain } from "../../live/load-again.ts";
import { libraryKey } from "../../live/use-library-refresh.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { texts } from "../../texts/texts.ts";

const words = texts.selecting.removing;

/** The server forgets so many at once. */
const idsAtOnce = 1_000;

interface RemoveSelectedProps {
  readonly which: { readonly ids: readonly string[] } | { readonly filter: VideoFilterJson };
  /** As the page shows it. The server says how many of a filter they are now. */
  readonly count: number;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

/** Asks, and removes the selected videos from the library. Many that match are removed by a job, whose page is shown. */
export function RemoveSelected({ which: asked, count: shown, onRemoved, onClose }: RemoveSelectedProps) {
  const api = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keep = useRef<HTMLButtonElement>(null);
  // The safe answer.
  useEffect(() => keep.current?.focus(), []);
  // The question is about the videos that were counted, whatever the page shows meanwhile.
  const [which] = useState(asked);
  const counting = useMutation({
    mutationFn: async () =>
      "filter" in which
        ? api.forgetVideos({ filter: which.filter, dry_run: true })
        : { count: shown, as_of: undefined },
  });
  const { mutate: ask, data: chosen } = counting;
  useEffect(() => ask(), [ask]);
  const count = chosen?.count ?? shown;
  const removing = useMutation({
    mutationFn: async (asOf: string | undefined): Promise<ForgetAnswerJson | null> => {
      if ("filter" in which) return api.forgetVideos({ filter: which.filter, as_of: asOf });
      for (let first = 0; first < which.ids.length; first += idsAtOnce) {
        await api.forgetVideos({ ids: which.ids.slice(first, first + idsAtOnce) });
      }
      return null;
    },
    onSuccess: async (answer) => {
      onRemoved();
      onClose();
      document.querySelector<HTMLElement>("main")?.focus();
      if (answer !== null && "job_id" in answer) {
        await navigate({ to: "/scans/$jobId", params: { jobId: answer.job_id } });
      }
    },
    // Some may be gone also if a later part fails.
    onSettled: () => loadAgain(queries, [libraryKey]),
  });
  const error = removing.error ?? counting.error;
  return (
    <Dialog isOpen onClose={onClose} title={words.title(count)} closeLabel={words.close} size="md">
      <Stack gap="md">
        <Text size="sm">{words.text}</Text>
        {error !== null && (
          <Text size="sm" fw={600} role="alert">
            {messageOf(error)}
          </Text>
        )}
        <Group gap="xs">
          <Button
            color="red"
            size="sm"
            disabled={chosen === undefined}
            onClick={() => removing.mutate(chosen?.as_of)}
            loading={removing.isPending}
          >
            {words.confirm(count)}
          </Button>
          <Button ref={keep} variant="default" size="sm" onClick={onClose} disabled={removing.isPending}>
            {words.keep}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
