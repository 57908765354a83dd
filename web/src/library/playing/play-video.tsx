import { Button, Group, Stack, Text } from "@mantine/core";
import { IconExternalLink, IconFolderOpen, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.playing;

const FilmPlayer = lazy(async () => {
  const { FilmPlayer } = await import("./film-player.tsx");
  return { default: FilmPlayer };
});

/** The player, in place of the picture of a video, and what else opens its file. */
export function PlayVideo({ video, poster }: { readonly video: VideoJson; readonly poster: ReactNode }) {
  const api = useApi();
  const [isOpen, setOpen] = useState(false);
  const play = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // The focus was in the player, or on the button that has closed it.
    if (wasOpen.current && !isOpen) play.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <Stack gap="sm">
      {isOpen ? (
        <Suspense fallback={<Text size="sm">{words.loading}</Text>}>
          <div>
            <FilmPlayer video={video} />
          </div>
        </Suspense>
      ) : (
        poster
      )}
      <Group gap="xs">
        {isOpen ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconX size={16} aria-hidden />}
            onClick={() => setOpen(false)}
          >
            {words.close}
          </Button>
        ) : (
          <Button
            ref={play}
            size="xs"
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {words.play}
          </Button>
        )}
        <Button
          component="a"
          href={api.playlistUrl(video.id)}
          download
          variant="default"
          size="xs"
          leftSection={<IconExternalLink size={16} aria-hidden />}
          title={words.openInPlayerAbout}
        >
          {words.openInPlayer}
        </Button>
        <ShowInFolder video={video} />
      </Group>
    </Stack>
  );
}

/** Nothing where the server can show no folder to this person. */
function ShowInFolder({ video }: { readonly video: VideoJson }) {
  const api = useApi();
  const { data } = useQuery({
    // It depends on the server and the person, not on the video.
    queryKey: ["show-in-folder"],
    queryFn: ({ signal }) => api.canShowInFolder(video.id, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const show = useMutation({ mutationFn: () => api.showInFolder(video.id) });
  if (data?.possible !== true) return null;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconFolderOpen size={16} aria-hidden />}
        loading={show.isPending}
        onClick={() => show.mutate()}
      >
        {words.showInFolder}
      </Button>
      {show.error !== null && (
        <Text size="sm" role="alert" className="path">
          {messageOf(show.error)}
        </Text>
      )}
    </>
  );
}
