import { ActionIcon, Button, Drawer, Group, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { messageOf, Refused } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import type { VideoFilters } from "../../api/video-filters.ts";
import { loadAgain } from "../../live/load-again.ts";
import { libraryKey } from "../../live/use-library-refresh.ts";
import { useTitle } from "../../shell/page-title.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import colours from "../colours.module.css";
import { ForgetVideo } from "../forget-video.tsx";
import { isId } from "../library-search.ts";
import { PlayVideo } from "../playing/play-video.tsx";
import { Poster } from "../poster.tsx";
import { type Neighbours, useNeighbours } from "../use-neighbours.ts";
import { knownVideo, refreshList } from "../video-pages.ts";
import { CheckVideo } from "./check-video.tsx";
import { CopyPath } from "./copy-path.tsx";
import { VideoAlerts } from "./video-alerts.tsx";
import classes from "./video-details.module.css";
import { VideoFacts } from "./video-facts.tsx";

const words = texts.library.details;

export interface VideoDetailsProps {
  /** Null while the details are closed. */
  readonly videoId: string | null;
  /** The filters of the list around the video, for the next and the previous video. */
  readonly filters: VideoFilters;
  /** The number of videos in that list. */
  readonly total: number;
  readonly onClose: () => void;
  /** Called to show the details of another video. */
  readonly onShow: (videoId: string) => void;
  readonly onForgotten: (video: VideoJson) => void;
}

/** Everything known about a video, in a panel beside the list. */
export function VideoDetails(props: VideoDetailsProps) {
  const { videoId, onClose } = props;
  // The panel keeps its content while it slides away.
  const [shown, setShown] = useState(videoId);
  if (videoId !== null && videoId !== shown) setShown(videoId);
  const neighbours = useNeighbours(shown, props);
  const onKeyDown = (event: KeyboardEvent) => {
    // The player has arrow keys of its own.
    if (event.target instanceof HTMLVideoElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "ArrowRight") neighbours.step(1);
    else if (event.key === "ArrowLeft") neighbours.step(-1);
    else return;
    event.preventDefault();
  };
  return (
    <Drawer.Root
      opened={videoId !== null}
      onClose={onClose}
      onKeyDown={onKeyDown}
      position="right"
      size={480}
      // The library page focuses the video in the list, which may be another than the one opened.
      returnFocus={false}
      transitionProps={{ duration: 150 }}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content className={`${classes["content"]} ${colours["colours"]}`}>
        {shown !== null && <Details {...props} videoId={shown} neighbours={neighbours} />}
      </Drawer.Content>
    </Drawer.Root>
  );
}

interface DetailsProps extends VideoDetailsProps {
  readonly videoId: string;
  readonly neighbours: Neighbours;
}

function Details({ videoId, neighbours, onClose, onForgotten }: DetailsProps) {
  const api = useApi();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: [libraryKey, "video", videoId],
    queryFn: ({ signal }) => api.video(videoId, { signal }),
    placeholderData: () => knownVideo(queries, videoId),
    enabled: isId(videoId),
  });
  const isGone = !isId(videoId) || (error instanceof Refused && error.status === 404);
  const video = isGone ? undefined : data;
  useTitle(video === undefined ? null : visibleText(video.filename));
  const forgotten = () => {
    if (video !== undefined) onForgotten(video);
    onClose();
    void loadAgain(queries, [libraryKey]);
    void refreshList(queries);
  };
  return (
    <>
      <div className={classes["header"]}>
        <Drawer.Title
          className={classes["title"]}
          title={video === undefined ? undefined : visibleText(video.filename)}
        >
          {video !== undefined ? (
            <VisibleText text={video.filename} />
          ) : isGone ? (
            words.gone
          ) : (
            <VisuallyHidden>{texts.library.list.loading}</VisuallyHidden>
          )}
        </Drawer.Title>
        {neighbours.position !== null && (
          <Group gap={4} wrap="nowrap">
            <StepButton
              label={words.previous}
              keys="ArrowLeft"
              isPossible={neighbours.hasPrevious}
              onPress={() => neighbours.step(-1)}
            >
              <IconChevronLeft size={20} aria-hidden />
            </StepButton>
            <StepButton
              label={words.next}
              keys="ArrowRight"
              isPossible={neighbours.hasNext}
              onPress={() => neighbours.step(1)}
            >
              <IconChevronRight size={20} aria-hidden />
            </StepButton>
          </Group>
        )}
        <Drawer.CloseButton size="lg" aria-label={words.close} data-autofocus />
      </div>
      <Drawer.Body>
        {video !== undefined ? (
          <Stack gap="md" key={video.id}>
            {video.missing_since === null ? (
              <PlayVideo video={video} poster={<Picture video={video} />} />
            ) : (
              <Picture video={video} />
            )}
            <VideoAlerts video={video} />
            <CopyPath path={video.path} />
            <VideoFacts video={video} />
            {video.missing_since === null && <CheckVideo video={video} />}
            <ForgetVideo video={video} onForgotten={forgotten} />
          </Stack>
        ) : isGone ? (
          <Text c="dimmed">{words.goneText}</Text>
        ) : error !== null ? (
          <Stack align="start" role="alert">
            <Text fw={600}>{words.failed}</Text>
            <Text c="dimmed">{messageOf(error)}</Text>
            <Button variant="default" onClick={() => void refetch()}>
              {texts.library.failed.again}
            </Button>
          </Stack>
        ) : (
          <Stack aria-busy>
            <div className={classes["poster"]} />
            <Skeleton height={16} width="70%" />
            <Skeleton height={220} />
          </Stack>
        )}
      </Drawer.Body>
    </>
  );
}

function Picture({ video }: { readonly video: VideoJson }) {
  return (
    <div className={classes["poster"]} data-missing={video.missing_since !== null}>
      <Poster video={video} />
    </div>
  );
}

interface StepButtonProps {
  readonly label: string;
  /** The keyboard shortcut. */
  readonly keys: string;
  readonly isPossible: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** Leads to a neighbour of the video. */
function StepButton({ label, keys, isPossible, onPress, children }: StepButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      aria-keyshortcuts={keys}
      disabled={!isPossible}
      onClick={onPress}
    >
      {children}
    </ActionIcon>
  );
}
