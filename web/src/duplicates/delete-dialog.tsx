import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { DuplicateGroupJson, DuplicateVideoJson } from "../../../src/api/contract/duplicates.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { loadAgain } from "../live/load-again.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { ProgressBar } from "../scans/progress-bar.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { percentText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import { bytesOf } from "./copies-of.ts";
import { deleteCopies } from "./delete-copies.ts";
import classes from "./duplicate-group.module.css";

const words = texts.duplicates;

interface DeleteDialogProps {
  readonly group: DuplicateGroupJson;
  readonly kept: DuplicateVideoJson;
  /** Equal files. */
  readonly copies: readonly DuplicateVideoJson[];
  readonly onClose: () => void;
  readonly onDeleted: (count: number, bytes: number) => void;
  /** Called when all of them are gone. */
  readonly onDone: () => void;
}

/** Asks whether to delete files, and deletes them. */
export function DeleteDialog({ group, kept, copies, onClose, onDeleted, onDone }: DeleteDialogProps) {
  const api = useApi();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<number | null>(null);
  const client = useRef<AbortController | null>(null);
  // Nobody would see what comes of it.
  useEffect(() => () => client.current?.abort(), []);
  const deleting = useMutation({
    mutationFn: () => {
      setProgress(null);
      client.current = new AbortController();
      const request = { group: group.id, keep: [kept.video.id], delete: copies.map(({ video }) => video.id) };
      return deleteCopies(api, request, { signal: client.current.signal, onProgress: setProgress });
    },
    onSuccess: ({ deleted, not_deleted: left }) => {
      const gone = copies.filter(({ video }) => deleted.includes(video.id));
      onDeleted(gone.length, bytesOf(gone, group));
      if (left.length === 0) onDone();
    },
    onSettled: () => loadAgain(queries, [libraryKey]),
  });
  const [left] = deleting.data?.not_deleted ?? [];
  const problem = deleting.error !== null ? messageOf(deleting.error) : left && words.notDeleted(left.error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.confirm.title(copies.length)}
      closeLabel={words.confirm.close}
      size="lg"
    >
      <Stack gap="md">
        <Text size="sm" className="path">
          {words.confirm.text(kept.video.path)}
        </Text>
        <ul className={classes["paths"]}>
          {copies.map(({ video }) => (
            <li key={video.id} className="path">
              <VisibleText text={video.path} />
            </li>
          ))}
        </ul>
        {deleting.isPending && progress !== null && (
          <div>
            <ProgressBar label={words.confirm.comparing} progress={progress} phase="running" />
            <Text size="sm" className="digits">
              {words.confirm.comparing}: {percentText(progress)}
            </Text>
          </div>
        )}
        {problem !== undefined && (
          <Text size="sm" fw={600} role="alert">
            {problem}
          </Text>
        )}
        <Group gap="xs">
          {left === undefined && (
            <Button color="red" size="sm" loading={deleting.isPending} onClick={() => deleting.mutate()}>
              {words.confirm.confirm(copies.length)}
            </Button>
          )}
          {/* The safe answer has the focus. */}
          <Button data-autofocus variant="default" size="sm" onClick={onClose}>
            {deleting.isPending ? words.confirm.cancel : left === undefined ? words.confirm.keep : words.confirm.close}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
