import { useCallback } from "react";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { messageOf } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import { languageText } from "../details/stream-words.ts";

type SubtitleFileJson = VideoJson["external_subtitles"][number];

/** The subtitle files beside a video that browsers show, each as a track of the player. A person chooses one in the player. */
export function SubtitleTracks({
  video,
  onProblem,
}: {
  readonly video: Pick<VideoJson, "id" | "external_subtitles">;
  /** Called when the server does not send the subtitles that a person has chosen. The film goes on. */
  readonly onProblem: (message: string) => void;
}) {
  return video.external_subtitles.map((file, nth) =>
    /\.(?:srt|vtt)$/i.test(file.path) ? (
      <SubtitleTrack key={file.path} id={video.id} nth={nth} file={file} onProblem={onProblem} />
    ) : null,
  );
}

interface SubtitleTrackProps {
  readonly id: string;
  readonly nth: number;
  readonly file: SubtitleFileJson;
  readonly onProblem: (message: string) => void;
}

function SubtitleTrack({ id, nth, file, onProblem }: SubtitleTrackProps) {
  const api = useApi();
  // React has no listener for errors of tracks.
  const listen = useCallback(
    (track: HTMLTrackElement | null) => {
      const onError = async () => {
        try {
          await api.checkSubtitles(id, nth);
        } catch (error) {
          onProblem(messageOf(error));
        }
      };
      const listener = () => void onError();
      track?.addEventListener("error", listener);
      return () => track?.removeEventListener("error", listener);
    },
    [api, id, nth, onProblem],
  );
  return (
    <track
      ref={listen}
      kind={file.hearing_impaired ? "captions" : "subtitles"}
      src={api.subtitlesUrl(id, nth)}
      label={labelOf(file)}
      {...(file.language !== null && { srcLang: file.language })}
    />
  );
}

const { flags } = texts.streams;

/** Such as `German (de), Forced`. Without a language, the name of the file tells more. */
function labelOf(file: SubtitleFileJson): string {
  const uses = (["forced", "hearing_impaired", "commentary"] as const)
    .filter((use) => file[use])
    .map((use) => flags[use]);
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return [file.language === null ? visibleText(name) : languageText(file.language), ...uses].join(", ");
}
