import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle, IconFileAlert, IconFileOff } from "@tabler/icons-react";
import type { VideoCheckJson, VideoJson } from "../../../../src/api/contract/videos.ts";
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
      {video.check?.state === "broken" && <BrokenAlert check={video.check} />}
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

/** How many broken places are listed. */
const mostPlaces = 5;

function BrokenAlert({ check: { problems, checked_at: at } }: { readonly check: VideoCheckJson }) {
  const checking = texts.checking.video;
  const more = problems.length - mostPlaces;
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={checking.title}>
      <Text size="sm">{checking.places(problems.length)}</Text>
      <List size="sm" withPadding>
        {problems.slice(0, mostPlaces).map(({ at_seconds: from, until_seconds: until, message }) => (
          <List.Item key={from} className="path">
            <span className="digits">{checking.place(from, until)}</span>: <VisibleText text={message} />
          </List.Item>
        ))}
        {more > 0 && <List.Item>{checking.more(more)}</List.Item>}
      </List>
      <Text size="sm" mt={4}>
        {checking.todo(timeText(at))}
      </Text>
    </Alert>
  );
}

/** @param error follows the path of the file, and may repeat the title of the alert */
function problemText(error: string): string {
  const why = error.replace(/^cannot be read(?: as a video)?: /, "");
  const sentence = why === error && /^(?:has|is|needs|was)\b/.test(error) ? words.theFile(error) : why;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?)]$/.test(sentence) ? "" : "."}`;
}
