import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle, IconFileAlert, IconFileOff } from "@tabler/icons-react";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText } from "../../texts/visible-text.tsx";

const words = texts.library.details;

/** What is wrong with the file of a video, and what to do. */
export function VideoAlerts({ video }: { readonly video: VideoJson }) {
  const { suspect } = video;
  return (
    <>
      {video.missing_since !== null && (
        <Alert color="orange" variant="light" icon={<IconFileOff aria-hidden />} title={texts.library.list.missing}>
          {words.missingSince(timeText(video.missing_since))}
        </Alert>
      )}
      {video.problem !== null && (
        <Alert
          color="orange"
          variant="light"
          icon={<IconFileAlert aria-hidden />}
          title={texts.library.list.unreadable}
        >
          <Text size="sm" className="path">
            <VisibleText text={problemText(video.problem.error)} />
          </Text>
          <Text size="sm">{words.unreadable(timeText(video.problem.at))}</Text>
        </Alert>
      )}
      {suspect !== null && (
        <Alert
          color="orange"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title={words.suspects[suspect].title}
        >
          {words.suspects[suspect].text}
        </Alert>
      )}
    </>
  );
}

/** @param error follows the path of the file, and may repeat the title of the alert */
function problemText(error: string): string {
  const why = error.replace(/^cannot be read(?: as a video)?: /, "");
  const sentence = why === error && /^(?:has|is|needs|was)\b/.test(error) ? words.theFile(error) : why;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?)]$/.test(sentence) ? "" : "."}`;
}
