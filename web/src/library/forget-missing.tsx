import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { VideoFilterJson } from "../../../src/api/contract/video-filters.ts";
import { messageOf } from "../api/failures.ts";
import { filterJson } from "../api/filter-json.ts";
import { useApi } from "../api/use-api.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { isActive } from "../live/job-state.ts";
import { loadAgain } from "../live/load-again.ts";
import { useFollowedJob } from "../live/use-jobs.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { CancelButton } from "../scans/cancel-button.tsx";
import { removalSummary } from "../scans/forgetting/removal-summary.ts";
import { ScanBar } from "../scans/scan-bar.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { texts } from "../texts/texts.ts";

const words = texts.forgetting.all;

interface ForgetMissingProps {
  readonly filters: VideoFilters;
  /** Whether the list has a video to remove. */
  readonly isAnyListed: boolean;
}

/** Removes all missing videos that the filters leave in the list, after a confirmation that says how many they are. */
export function ForgetMissing({ filters, isAnyListed }: ForgetMissingProps) {
  const [isOpen, setIsOpen] = useState(false);
  const filter = { ...filterJson(filters), missing: true };
  return (
    <>
      {isAnyListed && (
        <Button
          variant="light"
          color="red"
          size="compact-sm"
          radius="xl"
          leftSection={<IconTrash size={15} aria-hidden />}
          onClick={() => setIsOpen(true)}
        >
          {words.button(filter)}
        </Button>
      )}
      {isOpen && <ForgetDialog filter={filter} onClose={() => setIsOpen(false)} />}
    </>
  );
}

/** Counts the videos, asks, and shows the removal to its end. Closing it stops nothing. */
function ForgetDialog({ filter: asked, onClose }: { readonly filter: VideoFilterJson; readonly onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  // The question is about the videos that were counted, whatever the page shows meanwhile.
  const [filter] = useState(asked);
  const counting = useMutation({ mutationFn: () => api.forgetVideos({ filter, dry_run: true }) });
  const { mutate: count } = counting;
  useEffect(() => count(), [count]);
  const removing = useMutation({
    mutationFn: (asOf: string) => api.forgetVideos({ filter, as_of: asOf }),
    onSuccess: () => loadAgain(queries, [libraryKey]),
  });
  const chosen = counting.data;
  const removed = removing.data;
  const title =
    removed !== undefined
      ? texts.forgetting.subject(filter)
      : chosen === undefined
        ? words.counting
        : words.title(chosen.count);
  return (
    <Dialog isOpen onClose={onClose} title={title} closeLabel={words.close} size="md">
      <Stack gap="md">
        {removed !== undefined ? (
          "job_id" in removed ? (
            <Removal jobId={removed.job_id} onClose={onClose} />
          ) : (
            <Ended text={words.removed(removed.count)} onClose={onClose} />
          )
        ) : counting.error !== null ? (
          <Failed message={messageOf(counting.error)} onAgain={() => count()} />
        ) : chosen === undefined ? (
          <Loader size="sm" aria-hidden />
        ) : chosen.count === 0 ? (
          <Ended text={words.none} onClose={onClose} />
        ) : (
          <>
            <Text size="sm" className="path">
              {words.matching(filter)} {words.text}
            </Text>
            {removing.error !== null && (
              <Text size="sm" fw={600} role="alert">
                {messageOf(removing.error)}
              </Text>
            )}
            <Question
              count={chosen.count}
              isRemoving={removing.isPending}
              onRemove={() => removing.mutate(chosen.as_of)}
              onKeep={onClose}
            />
          </>
        )}
      </Stack>
    </Dialog>
  );
}

interface QuestionProps {
  readonly count: number;
  readonly isRemoving: boolean;
  readonly onRemove: () => void;
  readonly onKeep: () => void;
}

function Question({ count, isRemoving, onRemove, onKeep }: QuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  // The safe answer.
  useEffect(() => keep.current?.focus(), []);
  return (
    <Group gap="xs">
      <Button color="red" size="sm" onClick={onRemove} loading={isRemoving}>
        {words.confirm(count)}
      </Button>
      <Button ref={keep} variant="default" size="sm" onClick={onKeep} disabled={isRemoving}>
        {words.keep}
      </Button>
    </Group>
  );
}

/** A removal that is a job, with its progress. */
function Removal({ jobId, onClose }: { readonly jobId: string; readonly onClose: () => void }) {
  const { job, gone } = useFollowedJob(jobId);
  if (gone) return <Ended text={words.notKnown} onClose={onClose} />;
  if (job === null) return <Loader size="sm" aria-hidden />;
  if (!isActive(job)) return <Ended text={removalSummary(job) ?? ""} onClose={onClose} />;
  return (
    <>
      <ScanBar job={job} rate={undefined} />
      <Text size="sm">{words.inBackground}</Text>
      <Group gap="xs">
        <CancelButton job={job} />
      </Group>
    </>
  );
}

function Ended({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  return (
    <>
      <Text size="sm" role="status">
        {text}
      </Text>
      <Group>
        <Button ref={close} variant="default" size="sm" onClick={onClose}>
          {words.close}
        </Button>
      </Group>
    </>
  );
}

function Failed({ message, onAgain }: { readonly message: string; readonly onAgain: () => void }) {
  return (
    <>
      <Text size="sm" role="alert">
        {message}
      </Text>
      <Group>
        <Button variant="default" size="sm" onClick={onAgain}>
          {words.again}
        </Button>
      </Group>
    </>
  );
}
