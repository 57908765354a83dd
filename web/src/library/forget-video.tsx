import { Alert, Button, Group, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { messageOf, Refused } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { texts } from "../texts/texts.ts";

const words = texts.library.details;

/** Escape pressed on such an element does not close the panel around it. */
const keepsEscape = { "data-mantine-stop-propagation": true };

export interface ForgetVideoProps {
  readonly video: VideoJson;
  readonly onForgotten: () => void;
}

/** Removes a video from the library after a confirmation. */
export function ForgetVideo({ video, onForgotten }: ForgetVideoProps) {
  const api = useApi();
  const [isAsked, setIsAsked] = useState(false);
  const forget = useMutation({
    mutationFn: async () => {
      try {
        await api.forgetVideo(video.id);
      } catch (error) {
        // The video is already removed.
        if (!(error instanceof Refused && error.status === 404)) throw error;
      }
    },
    onSuccess: onForgotten,
  });
  const keep = useRef<HTMLButtonElement>(null);
  const ask = useRef<HTMLButtonElement>(null);
  const wasAsked = useRef(false);
  // The focus follows the question: first to its safe answer, then back to the button that asked.
  useEffect(() => {
    if (isAsked) keep.current?.focus();
    else if (wasAsked.current) ask.current?.focus();
    wasAsked.current = isAsked;
  }, [isAsked]);
  if (!isAsked) {
    return (
      <Button
        ref={ask}
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={17} aria-hidden />}
        onClick={() => setIsAsked(true)}
      >
        {words.forget}
      </Button>
    );
  }
  return (
    <Alert
      color="red"
      variant="light"
      title={words.forgetTitle(video.filename)}
      className="path"
      onKeyDown={({ key }) => {
        if (key === "Escape" && !forget.isPending) setIsAsked(false);
      }}
    >
      <Text size="sm">{video.missing_since === null ? words.forgetText : words.forgetMissingText}</Text>
      {forget.error !== null && (
        <Text size="sm" mt="xs" fw={600} role="alert">
          {messageOf(forget.error)}
        </Text>
      )}
      <Group mt="sm" gap="xs">
        <Button color="red" size="sm" onClick={() => forget.mutate()} loading={forget.isPending} {...keepsEscape}>
          {words.forgetConfirm}
        </Button>
        <Button
          variant="default"
          size="sm"
          onClick={() => setIsAsked(false)}
          ref={keep}
          disabled={forget.isPending}
          {...keepsEscape}
        >
          {words.forgetKeep}
        </Button>
      </Group>
    </Alert>
  );
}
