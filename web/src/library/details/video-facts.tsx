import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { useApi } from "../../api/use-api.ts";
import { timeOf } from "../../live/job-state.ts";
import { bytesText, decimalText, playingTimeText, timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import { scanOptions } from "../scan-query.ts";
import { shownSize } from "../video-words.ts";
import { ExactContext, Fact, Facts, Group } from "./fact.tsx";
import classes from "./facts.module.css";
import { frameRateOf } from "./frame-rate.ts";
import { FilmStream, StreamBlocks, SubtitleFile } from "./stream-blocks.tsx";
import { bitRateText, filmOf, hdrText, pictureCodecText } from "./stream-words.ts";

const words = texts.library.details;
const { fields, groups } = words;

/**
 * The properties of a video. Its name, path and poster stand above. *Exact values* shows exact numbers and technical names,
 * which are also in the tooltips.
 */
export function VideoFacts({ video }: { readonly video: VideoJson }) {
  const [isExact, setExact] = useState(false);
  // The bit rate was computed from the length.
  const bitRate = video.suspect === "length" ? null : video.bit_rate;
  const film = filmOf(video);
  const frameRate = frameRateOf(video, film);
  const bits = video.bit_depth === null ? null : texts.streams.bits(video.bit_depth);
  const shown = shownSize({ width: video.display_width, height: video.display_height, rotation: video.rotation });
  const { created_at: created, encoder, date } = video.tags;
  return (
    <ExactContext value={isExact}>
      <Switch
        size="xs"
        label={words.exactValues}
        checked={isExact}
        onChange={(event) => setExact(event.currentTarget.checked)}
      />
      <Group title={groups.file}>
        <Facts>
          {video.title !== null && <Fact name={fields.title}>{visibleText(video.title)}</Fact>}
          <Fact name={fields.container} exact={video.container}>
            {words.container(video.container)}
          </Fact>
          <Fact name={fields.fileSize} exact={words.bytes(video.file_size)}>
            {bytesText(video.file_size)}
          </Fact>
          <Fact name={fields.duration} exact={seconds(video.duration_seconds)}>
            {lengthText(video)}
            {video.duration_source === "measured" && ` ${words.measured}`}
          </Fact>
          <Fact name={fields.bitRate} exact={bitRate === null ? null : words.exactBitRate(bitRate)}>
            {bitRate === null ? words.unknown : bitRateText(bitRate)}
          </Fact>
          <Fact name={fields.modified}>{timeText(video.modified_at)}</Fact>
          {video.missing_since !== null && <Fact name={fields.missing}>{timeText(video.missing_since)}</Fact>}
          {video.problem !== null && (
            <Fact name={fields.problem} exact={video.problem.code}>
              {timeText(video.problem.at)}
            </Fact>
          )}
          {video.chapter_count > 0 && <Fact name={fields.chapters}>{words.chapters(video.chapter_count)}</Fact>}
          {created !== undefined && <Fact name={fields.recorded}>{timeText(created)}</Fact>}
          {date !== undefined && <Fact name={fields.date}>{visibleText(date)}</Fact>}
          {encoder !== undefined && <Fact name={fields.encoder}>{visibleText(encoder)}</Fact>}
        </Facts>
      </Group>
      <Group title={groups.picture}>
        <Facts>
          <Fact name={fields.codec} exact={video.video_codec}>
            {film === undefined ? texts.library.codecName(video.video_codec) : pictureCodecText(film)}
          </Fact>
          <Fact name={fields.dimensions}>
            {[
              words.dimensions(video.width, video.height, texts.library.resolutions[video.resolution]),
              hdrText(video.hdr, film),
              bits,
            ]
              .filter((text) => text !== null)
              .join(texts.streams.comma)}
          </Fact>
          {(shown.width !== video.width || shown.height !== video.height) && (
            <Fact name={texts.streams.fields.displayed}>{texts.streams.pixels(shown.width, shown.height)}</Fact>
          )}
          {video.rotation !== 0 && (
            <Fact name={fields.rotation}>{words.degrees(video.rotation === -180 ? 180 : video.rotation)}</Fact>
          )}
          <Fact name={fields.frameRate} exact={frameRate?.exact ?? null}>
            {frameRate?.text ?? words.unknown}
          </Fact>
          {film !== undefined && <FilmStream film={film} />}
        </Facts>
      </Group>
      {video.streams.length > 0 ? <StreamBlocks video={video} film={film} /> : <StreamsOfOlderProgram video={video} />}
      <Group title={groups.library}>
        <Facts>
          <Fact name={fields.added}>{timeText(video.created_at)}</Fact>
          <Fact name={fields.updated}>{timeText(video.updated_at)}</Fact>
          <Fact name={fields.scan}>
            <ScanLink jobId={video.job_id} />
          </Fact>
          <Fact name={fields.id}>{video.id}</Fact>
        </Facts>
      </Group>
    </ExactContext>
  );
}

/** Sound and subtitles of a video of which the streams are not known. */
function StreamsOfOlderProgram({ video }: { readonly video: VideoJson }) {
  return (
    <>
      <Group title={groups.sound}>
        <Facts>
          <Fact name={fields.audioStreams}>{words.audioStreams(video.audio_count)}</Fact>
          {(video.audio_count > 0 || video.audio_codec !== null) && (
            <>
              <Fact name={fields.codec} exact={video.audio_codec}>
                {video.audio_codec === null ? words.unknown : texts.library.codecName(video.audio_codec)}
              </Fact>
              <Fact name={fields.channels}>
                {video.audio_channels === null ? words.unknown : words.channels(video.audio_channels)}
              </Fact>
              <Fact name={fields.sampleRate}>
                {video.sample_rate === null ? words.unknown : words.kilohertz(decimalText(video.sample_rate / 1000))}
              </Fact>
            </>
          )}
        </Facts>
      </Group>
      <Group title={groups.subtitles}>
        <Facts>
          <Fact name={fields.subtitleStreams}>
            {words.subtitleStreams(video.subtitle_count)}
            {video.subtitle_streams.length > 0 && <Subtitles streams={video.subtitle_streams} />}
          </Fact>
        </Facts>
      </Group>
      {video.external_subtitles.length > 0 && (
        <ul className={classes["blocks"]}>
          {video.external_subtitles.map((file) => (
            <SubtitleFile key={file.path} file={file} />
          ))}
        </ul>
      )}
      <p className={classes["none"]}>{texts.streams.notRead}</p>
    </>
  );
}

function Subtitles({ streams }: { readonly streams: VideoJson["subtitle_streams"] }) {
  const lines = streams.map(({ codec_name: codec, language }) =>
    words.subtitle(
      language === null ? words.unknownLanguage : words.language(language),
      codec === null ? words.unknownCodec : texts.library.codecName(codec),
    ),
  );
  return (
    <ol className={classes["streams"]}>
      {lines.map((text, place) => (
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

function lengthText({ duration_seconds: length, suspect }: VideoJson): string {
  if (length === null) return words.unknown;
  const text = playingTimeText(length);
  return suspect === "length" ? words.unknownLength(text) : text;
}

function seconds(value: number | null): string | null {
  return value === null ? null : words.seconds(decimalText(value));
}
