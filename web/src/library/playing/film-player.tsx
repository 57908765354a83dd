import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import classes from "./play-video.module.css";
import { SubtitleTracks } from "./subtitle-tracks.tsx";
import { unplayable } from "./unplayable.ts";

const words = texts.playing;

/** Why nothing is played: the server does not send the file, or the browser cannot play it. */
type Failure = { readonly by: "server"; readonly message: string } | { readonly by: "browser" };

/** Plays a video in the page, and says what of it this browser does not play. */
export function FilmPlayer({ video }: { readonly video: VideoJson }) {
  const api = useApi();
  const { id } = video;
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [reasons] = useState(() => {
    const element = document.createElement("video");
    return unplayable(video, (type) => element.canPlayType(type));
  });
  const [problem, setProblem] = useState<string | null>(null);
  const onError = async () => {
    try {
      await api.checkFilm(id);
      setFailure({ by: "browser" });
    } catch (error) {
      setFailure({ by: "server", message: messageOf(error) });
    }
  };
  const again = () => {
    setFailure(null);
    setAttempt(attempt + 1);
  };
  return (
    <>
      <Player
        key={attempt}
        video={video}
        hasControls={failure === null}
        onError={() => void onError()}
        onProblem={setProblem}
      />
      <div role="status" className={classes["notes"]}>
        {failure?.by === "server" ? (
          <Note title={words.brokeOff} lines={[failure.message]}>
            <Group mt={8}>
              <Button variant="default" size="compact-sm" onClick={again}>
                {words.again}
              </Button>
            </Group>
          </Note>
        ) : failure?.by === "browser" ? (
          <Note title={words.failed} lines={[...reasons, words.failedElsewhere]} />
        ) : (
          reasons.length > 0 && <Note title={null} lines={[...reasons, words.elsewhere]} />
        )}
        {video.subtitle_streams.length > 0 && failure === null && (
          <Text size="sm" c="dimmed">
            {words.subtitlesInside}
          </Text>
        )}
        {problem !== null && failure === null && <Note title={words.noSubtitles} lines={[problem]} />}
      </div>
    </>
  );
}

interface PlayerProps {
  readonly video: VideoJson;
  /** A player that cannot play shows the picture only. */
  readonly hasControls: boolean;
  readonly onError: () => void;
  /** Called when subtitles cannot be shown. */
  readonly onProblem: (message: string) => void;
}

function Player({ video, hasControls, onError, onProblem }: PlayerProps) {
  const api = useApi();
  const url = api.filmUrl(video.id);
  const player = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = player.current;
    if (element === null) return;
    element.src = url;
    element.focus();
    return () => {
      // Otherwise the browser goes on loading until it collects the element.
      element.removeAttribute("src");
      element.load();
    };
  }, [url]);
  return (
    // Not every film has subtitles in a file of their own.
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- see above
    <video
      ref={player}
      className={classes["player"]}
      aria-label={words.player(visibleText(video.filename))}
      tabIndex={0}
      controls={hasControls}
      poster={api.thumbnailUrl(video)}
      autoPlay
      playsInline
      onError={onError}
    >
      <SubtitleTracks video={video} onProblem={onProblem} />
    </video>
  );
}

interface NoteProps {
  readonly title: string | null;
  readonly lines: readonly string[];
  readonly children?: ReactNode;
}

function Note({ title, lines, children }: NoteProps) {
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      {lines.map((line) => (
        <Text key={line} size="sm" className="path">
          {line}
        </Text>
      ))}
      {children}
    </Alert>
  );
}
