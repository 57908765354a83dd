import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { createContext, type ReactNode, use, useState } from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { useApi } from "../api/use-api.ts";
import { timeOf } from "../live/job-state.ts";
import { bytesText, decimalText, rateText, timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import { scanOptions } from "./scan-query.ts";
import classes from "./video-details.module.css";
import { frameRateText, lengthText } from "./video-words.ts";

const words = texts.library.details;
const { fields, groups } = words;

/**
 * The properties of a video. Its name, path and poster stand above. *Exact values* shows exact numbers and technical names,
 * which are also in the tooltips.
 */
export function VideoFacts({ video }: { readonly video: VideoJson }) {
  const [isExact, setExact] = useState(false);
  const length = lengthText(video);
  const frameRate = frameRateText(video);
  const orUnknown = (text: string | null) => text ?? words.unknown;
  return (
    <ExactContext value={isExact}>
      <Switch
        size="xs"
        label={words.exactValues}
        checked={isExact}
        onChange={(event) => setExact(event.currentTarget.checked)}
      />
      <Group title={groups.file}>
        <Fact name={fields.container} exact={video.container}>
          {words.container(video.container)}
        </Fact>
        <Fact name={fields.fileSize} exact={words.bytes(video.file_size)}>
          {bytesText(video.file_size)}
        </Fact>
        <Fact name={fields.duration} exact={seconds(video.duration_seconds)}>
          {orUnknown(length)}
          {video.duration_source === "measured" && ` ${words.measured}`}
          {video.suspect === "length" && <p>{words.suspectLength}</p>}
        </Fact>
        <Fact name={fields.bitRate} exact={video.bit_rate === null ? null : words.exactBitRate(video.bit_rate)}>
          {video.bit_rate === null ? words.unknown : bitRateText(video.bit_rate)}
        </Fact>
        <Fact name={fields.modified}>{timeText(video.modified_at)}</Fact>
        {video.missing_since !== null && <Fact name={fields.missing}>{timeText(video.missing_since)}</Fact>}
        {video.problem !== null && (
          <Fact name={fields.problem} exact={video.problem.code}>
            {timeText(video.problem.at)}
          </Fact>
        )}
      </Group>
      <Group title={groups.picture}>
        <Fact name={fields.codec}>{video.video_codec}</Fact>
        <Fact name={fields.dimensions}>
          {words.dimensions(video.width, video.height, texts.library.resolutions[video.resolution])}
        </Fact>
        {video.rotation !== 0 && <Fact name={fields.rotation}>{words.degrees(video.rotation)}</Fact>}
        <Fact
          name={fields.frameRate}
          exact={
            video.frame_rate_numerator === null || video.frame_rate_denominator === null
              ? null
              : words.fraction(video.frame_rate_numerator, video.frame_rate_denominator)
          }
        >
          {frameRate === null ? words.unknown : words.framesPerSecond(frameRate)}
        </Fact>
        <Fact name={fields.frames}>
          {video.duration_frames === null ? words.unknown : words.frames(video.duration_frames)}
        </Fact>
      </Group>
      <Group title={groups.sound}>
        <Fact name={fields.audioStreams}>{words.audioStreams(video.audio_count)}</Fact>
        {(video.audio_count > 0 || video.audio_codec !== null) && (
          <>
            <Fact name={fields.codec}>{orUnknown(video.audio_codec)}</Fact>
            <Fact name={fields.channels}>
              {video.audio_channels === null ? words.unknown : words.channels(video.audio_channels)}
            </Fact>
            <Fact name={fields.sampleRate}>
              {video.sample_rate === null ? words.unknown : words.kilohertz(decimalText(video.sample_rate / 1000))}
            </Fact>
          </>
        )}
      </Group>
      <Group title={groups.subtitles}>
        <Fact name={fields.subtitleStreams}>
          {words.subtitleStreams(video.subtitle_count)}
          {video.subtitle_streams.length > 0 && <Subtitles streams={video.subtitle_streams} />}
        </Fact>
      </Group>
      <Group title={groups.library}>
        <Fact name={fields.added}>{timeText(video.created_at)}</Fact>
        <Fact name={fields.updated}>{timeText(video.updated_at)}</Fact>
        <Fact name={fields.scan}>
          <ScanLink jobId={video.job_id} />
        </Fact>
        <Fact name={fields.id}>{video.id}</Fact>
      </Group>
    </ExactContext>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className={classes["group"]}>{title}</h3>
      <dl className={classes["facts"]}>{children}</dl>
    </section>
  );
}

/** Whether exact values are shown. */
const ExactContext = createContext(false);

interface FactProps {
  readonly name: string;
  /** The exact number or technical name; null if the value is exact already. */
  readonly exact?: string | null;
  readonly children: ReactNode;
}

function Fact({ name, exact = null, children }: FactProps) {
  const isExact = use(ExactContext);
  const more = exact === null || exact === children ? undefined : exact;
  return (
    <div className={classes["fact"]}>
      <dt>{name}</dt>
      <dd className="digits" title={more}>
        {children}
        {isExact && more !== undefined && <span className={classes["exact"]}>{more}</span>}
      </dd>
    </div>
  );
}

function Subtitles({ streams }: { readonly streams: VideoJson["subtitle_streams"] }) {
  const texts = streams.map(({ codec_name, language }) =>
    words.subtitle(
      language === null ? words.unknownLanguage : words.language(language),
      codec_name ?? words.unknownCodec,
    ),
  );
  return (
    <ol className={classes["streams"]}>
      {texts.map((text, place) => (
        // A stream is identified by its place in the file.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={place}>{text}</li>
      ))}
    </ol>
  );
}

function ScanLink({ jobId }: { readonly jobId: string }) {
  const { data: job } = useQuery(scanOptions(useApi(), jobId));
  return (
    <Link to="/scans/$jobId" params={{ jobId }} className={`${classes["link"]} path`}>
      {job === undefined ? words.oneScan : words.scanOf(job.payload.path, timeText(timeOf(job)))}
    </Link>
  );
}

function seconds(value: number | null): string | null {
  return value === null ? null : words.seconds(decimalText(value));
}

/** @param bits per second */
function bitRateText(bits: number): string {
  return bits < 1e6
    ? words.bitRate(rateText(bits / 1e3), "kbit/s")
    : words.bitRate(decimalText(Math.round(bits / 1e5) / 10), "Mbit/s");
}
