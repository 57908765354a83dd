import { memo } from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { shortFolderOf } from "../paths/folder.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText, visibleText } from "../texts/visible-text.tsx";
import { FileTroubleMark } from "./file-trouble.tsx";
import { Poster } from "./poster.tsx";
import { SelectBox } from "./selecting/select-box.tsx";
import classes from "./video-card.module.css";
import { fileTrouble, lengthText, resolutionText } from "./video-words.ts";

const words = texts.library;

export interface VideoCardProps {
  /** Absent while loading. */
  readonly video: VideoJson | undefined;
  readonly index: number;
  readonly total: number;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  readonly hrefOf: (videoId: string) => string;
  /** All in pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A video in the grid. The grid handles its events. */
export const VideoCard = memo(function VideoCard(props: VideoCardProps) {
  const { video, index, total, isTabStop, isSelected, hrefOf, left, top, width, height } = props;
  const tabIndex = isTabStop ? 0 : -1;
  return (
    <li
      className={classes["place"]}
      style={{ transform: `translate(${left}px, ${top}px)`, width, height }}
      aria-setsize={total}
      aria-posinset={index + 1}
    >
      {video === undefined ? (
        <span
          role="link"
          aria-disabled
          aria-label={words.list.loading}
          className={classes["card"]}
          data-index={index}
          tabIndex={tabIndex}
        >
          <span className={classes["frame"]} />
          <span className={classes["line"]} />
          <span className={classes["line"]} data-short />
        </span>
      ) : (
        <>
          <a
            href={hrefOf(video.id)}
            className={classes["card"]}
            data-index={index}
            data-video-id={video.id}
            data-missing={video.missing_since !== null}
            data-selected={isSelected}
            title={visibleText(video.path)}
            tabIndex={tabIndex}
          >
            <Inside video={video} />
            {isSelected && (
              <span className={classes["comma"]}>
                {words.list.comma}
                {texts.selecting.mark}
              </span>
            )}
          </a>
          <SelectBox name={video.filename} index={index} isSelected={isSelected} tabIndex={tabIndex} />
        </>
      )}
    </li>
  );
});

/** The texts in this order are the label of the card. Rendered again only for another video, not when the card moves. */
const Inside = memo(function Inside({ video }: { readonly video: VideoJson }) {
  const length = lengthText(video);
  const trouble = fileTrouble(video);
  return (
    <>
      <span className={classes["frame"]}>
        <Poster video={video} />
      </span>
      {/* With the direction of the name, a name that is too long loses its end, not its beginning. */}
      <span className={classes["name"]} dir="auto">
        <VisibleText text={video.filename} />
        <Comma />
      </span>
      <span className={classes["folder"]} dir="auto">
        <VisibleText text={shortFolderOf(video.path)} />
        <Comma />
      </span>
      {length !== null && (
        <span className={`${classes["length"]} digits`}>
          {length}
          <Comma />
        </span>
      )}
      <span className={classes["facts"]}>
        <span>
          {resolutionText(video)}
          <Comma />
        </span>
        <span>{words.codecName(video.video_codec)}</span>
      </span>
      {trouble !== null && (
        <span className={classes["trouble"]} data-trouble={trouble}>
          <Comma />
          <FileTroubleMark trouble={trouble} />
        </span>
      )}
    </>
  );
});

/** For screen readers only. */
function Comma() {
  return <span className={classes["comma"]}>{words.list.comma}</span>;
}
