import { memo } from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { folderOf, shortFolderOf } from "../paths/folder.ts";
import { bytesText, timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText, visibleText } from "../texts/visible-text.tsx";
import { FileTroubleMark } from "./file-trouble.tsx";
import { Poster } from "./poster.tsx";
import { SelectBox } from "./selecting/select-box.tsx";
import classes from "./video-table.module.css";
import { fileTrouble, lengthText, resolutionText } from "./video-words.ts";

const words = texts.library;

export interface VideoRowProps {
  /** Absent while loading. */
  readonly video: VideoJson | undefined;
  readonly index: number;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  readonly hrefOf: (videoId: string) => string;
  /** In pixels. */
  readonly top: number;
  readonly height: number;
}

/** A video in the table. The table handles its events. */
export const VideoRow = memo(function VideoRow({
  video,
  index,
  isTabStop,
  isSelected,
  hrefOf,
  top,
  height,
}: VideoRowProps) {
  const tabIndex = isTabStop ? 0 : -1;
  const trouble = video === undefined ? null : fileTrouble(video);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${classes["row"]} ${classes["place"]}`}
      style={{ transform: `translateY(${top}px)`, height }}
      data-video-id={video?.id}
      data-missing={video !== undefined && video.missing_since !== null}
      data-selected={isSelected}
    >
      {video === undefined ? (
        <div role="cell" className={classes["cell"]} data-column="name">
          <span className={classes["frame"]} />
          <span role="link" aria-disabled aria-label={words.list.loading} data-index={index} tabIndex={tabIndex}>
            <span className={classes["line"]} />
          </span>
        </div>
      ) : (
        <>
          <div role="cell" className={classes["cell"]} data-column="name">
            <span className={classes["frame"]}>
              <Poster video={video} />
            </span>
            <span className={classes["names"]} title={visibleText(video.path)}>
              <a href={hrefOf(video.id)} className={classes["name"]} dir="auto" data-index={index} tabIndex={tabIndex}>
                <VisibleText text={video.filename} />
              </a>
              <span className={classes["shortFolder"]} dir="auto">
                <VisibleText text={shortFolderOf(video.path)} />
              </span>
            </span>
            <SelectBox name={video.filename} index={index} isSelected={isSelected} tabIndex={tabIndex} />
            {trouble !== null && (
              <span className={classes["trouble"]} data-trouble={trouble}>
                <FileTroubleMark trouble={trouble} textClass={classes["troubleText"]} />
              </span>
            )}
          </div>
          <Facts video={video} />
        </>
      )}
    </div>
  );
});

const Facts = memo(function Facts({ video }: { readonly video: VideoJson }) {
  const folder = visibleText(folderOf(video.path));
  const cells = [
    { column: "folder", text: <bdi>{folder}</bdi>, title: folder },
    { column: "duration", text: lengthText(video) ?? words.list.unknown },
    { column: "resolution", text: resolutionText(video) },
    { column: "codec", text: words.codecName(video.video_codec) },
    { column: "size", text: bytesText(video.file_size), title: words.details.bytes(video.file_size) },
    { column: "modified", text: timeText(video.modified_at) },
    { column: "added", text: timeText(video.created_at) },
  ];
  return cells.map(({ column, text, title }) => (
    <div key={column} role="cell" className={`${classes["cell"]} digits`} data-column={column} title={title}>
      {text}
    </div>
  ));
});
