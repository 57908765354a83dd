import { Badge } from "@mantine/core";
import { type ReactNode, use } from "react";
import type { StreamJson } from "../../../../src/api/contract/streams.ts";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import { ExactContext, Fact, Group } from "./fact.tsx";
import classes from "./facts.module.css";
import {
  bitRateText,
  exactText,
  isNavigation,
  isStill,
  languageText,
  lightText,
  masteringText,
  type PictureJson,
  pictureText,
  soundText,
  streamName,
  subtitleText,
} from "./stream-words.ts";

const words = texts.streams;

/** The sound, the subtitles and everything else of a video: one block for each stream. The film itself stands above. */
export function StreamBlocks({ video, film }: { readonly video: VideoJson; readonly film: PictureJson | undefined }) {
  const pictures = video.streams.filter((stream) => stream.kind === "video");
  const others = pictures.filter((stream) => stream !== film);
  const videos = others.filter((stream) => !isStill(stream));
  const stills = others.filter(isStill);
  const sounds = video.streams.filter((stream) => stream.kind === "audio");
  const subtitles = video.streams.filter((stream) => stream.kind === "subtitle");
  const isExact = use(ExactContext);
  const attached = video.streams
    .filter((stream) => stream.kind === "attachment" || stream.kind === "data")
    .filter((stream) => isExact || !isNavigation(stream, video));
  return (
    <>
      <Pictures title={words.groups.otherVideos(videos.length)} streams={videos} />
      <Group title={words.groups.sound(sounds.length)}>
        <Blocks empty={words.none.sound}>
          {sounds.map((stream) => (
            <Block key={stream.index} stream={stream} more={stream.object_audio}>
              {soundText(stream)}
            </Block>
          ))}
        </Blocks>
      </Group>
      <Group title={words.groups.subtitles(subtitles.length + video.external_subtitles.length)}>
        <Blocks empty={words.none.subtitles}>
          {[
            ...subtitles.map((stream) => (
              <Block key={stream.index} stream={stream}>
                {subtitleText(stream)}
              </Block>
            )),
            ...video.external_subtitles.map((file) => <SubtitleFile key={file.path} file={file} />),
          ]}
        </Blocks>
      </Group>
      <Pictures title={words.groups.otherPictures} streams={stills} />
      {attached.length > 0 && (
        <Group title={words.groups.others}>
          <Blocks>
            {attached.map((stream) => (
              <Block key={stream.index} stream={stream}>
                {stream.codec === null ? texts.library.details.unknownCodec : texts.library.codecName(stream.codec)}
              </Block>
            ))}
          </Blocks>
        </Group>
      )}
    </>
  );
}

function Pictures({ title, streams }: { readonly title: string; readonly streams: readonly PictureJson[] }) {
  if (streams.length === 0) return null;
  return (
    <Group title={title}>
      <Blocks>
        {streams.map((stream) => (
          <Block key={stream.index} stream={stream}>
            {pictureText(stream)}
          </Block>
        ))}
      </Blocks>
    </Group>
  );
}

function Blocks({ children, empty }: { readonly children: readonly ReactNode[]; readonly empty?: string }) {
  if (children.length === 0) return <p className={classes["none"]}>{empty}</p>;
  return <ul className={classes["blocks"]}>{children}</ul>;
}

interface BlockProps {
  readonly stream: StreamJson;
  readonly more?: "atmos" | "dts_x" | null;
  /** A line about the stream. */
  readonly children: string;
}

function Block({ stream, more = null, children }: BlockProps) {
  const isExact = use(ExactContext);
  return (
    <li className={classes["block"]}>
      <div className={classes["blockName"]}>
        <span>{streamName(stream)}</span>
        <Flags stream={stream} />
        {more !== null && <Flag>{words.objectAudio[more]}</Flag>}
      </div>
      <div className={`${classes["blockText"]} digits`}>
        {children}
        {isExact && <span className={classes["exact"]}>{exactText(stream)}</span>}
      </div>
    </li>
  );
}

/** Subtitles in a file of their own. */
export function SubtitleFile({ file }: { readonly file: VideoJson["external_subtitles"][number] }) {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return (
    <li className={classes["block"]}>
      <div className={classes["blockName"]}>
        <span>{languageText(file.language)}</span>
        <Flags stream={file} />
        <Flag>{words.besideVideo}</Flag>
      </div>
      <div className={classes["blockText"]} title={visibleText(file.path)}>
        <VisibleText text={name} />
      </div>
    </li>
  );
}

const flags = [
  "default",
  "original",
  "dub",
  "forced",
  "hearing_impaired",
  "visual_impaired",
  "commentary",
  "attached_picture",
] as const;

/** What the file says about the use of a stream. */
function Flags({ stream }: { readonly stream: Partial<Record<(typeof flags)[number], boolean>> }) {
  return flags.filter((flag) => stream[flag] === true).map((flag) => <Flag key={flag}>{words.flags[flag]}</Flag>);
}

function Flag({ children }: { readonly children: string }) {
  return (
    <Badge size="sm" variant="default" radius="sm" className={classes["flag"] ?? ""}>
      {children}
    </Badge>
  );
}

/** Further properties of the film, from its stream. */
export function FilmStream({ film }: { readonly film: PictureJson }) {
  const colours = [
    film.color_primaries === null ? null : words.primaries(film.color_primaries),
    film.color_transfer === null ? null : words.transfer(film.color_transfer),
    film.chroma,
    film.color_range === null ? null : words.range(film.color_range),
  ].filter((text) => text !== null);
  const [mastering, light] = [masteringText(film), lightText(film)];
  const exact = [film.color_primaries, film.color_transfer, film.color_space, film.color_range, film.pixel_format];
  return (
    <>
      {colours.length > 0 && (
        <Fact name={words.fields.colours} exact={exact.filter((text) => text !== null).join(words.comma)}>
          {colours.join(words.comma)}
        </Fact>
      )}
      {mastering !== null && <Fact name={words.fields.mastering}>{mastering}</Fact>}
      {light !== null && <Fact name={words.fields.light}>{light}</Fact>}
      {film.field_order !== null && <Fact name={words.fields.interlacing}>{words.fieldOrder(film.field_order)}</Fact>}
      {film.bit_rate !== null && (
        <Fact name={words.fields.bitRate} exact={texts.library.details.exactBitRate(film.bit_rate)}>
          {bitRateText(film.bit_rate)}
        </Fact>
      )}
      {film.language !== null && film.language !== "und" && (
        <Fact name={words.fields.language}>{texts.library.details.language(film.language)}</Fact>
      )}
      {film.title !== null && <Fact name={texts.library.details.fields.title}>{visibleText(film.title)}</Fact>}
    </>
  );
}
