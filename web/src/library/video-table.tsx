import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { VideoSortJson } from "../../../src/api/contract/videos.ts";
import { texts } from "../texts/texts.ts";
import { ListScroller } from "./list-scroller.tsx";
import { useVirtualVideos } from "./use-virtual-videos.ts";
import type { VideoListProps } from "./video-list.ts";
import { VideoRow } from "./video-row.tsx";
import classes from "./video-table.module.css";

const words = texts.library.list;

/** In pixels. The style sheet has the same values. */
const rowHeight = 44;
const headHeight = 40;

type SortField = Exclude<VideoSortJson, `-${string}`>;

interface Column {
  readonly name: keyof typeof words.columns;
  /** The server's name of this order; absent if the server cannot sort by the column. */
  readonly sort?: SortField;
  /** The order after the first press. Default: ascending. */
  readonly first?: "ascending" | "descending";
}

const columns: readonly Column[] = [
  { name: "name", sort: "filename" },
  { name: "folder" },
  { name: "duration", sort: "duration_seconds", first: "descending" },
  { name: "resolution", sort: "resolution", first: "descending" },
  { name: "codec", sort: "video_codec" },
  { name: "size", sort: "file_size", first: "descending" },
  { name: "modified", sort: "modified_at", first: "descending" },
  { name: "added", sort: "created_at", first: "descending" },
];

export interface VideoTableProps extends VideoListProps {
  readonly sort: VideoSortJson;
  readonly onSort: (sort: VideoSortJson) => void;
}

/** One row per video. Narrow screens show only the first columns. */
export function VideoTable({ sort, onSort, ...props }: VideoTableProps) {
  const { total, listKey } = props;
  return (
    <ListScroller busy={total === null}>
      {(scroller) => (
        <div
          role="table"
          aria-label={words.label}
          aria-rowcount={total === null ? -1 : total + 1}
          className={classes["table"]}
        >
          <div role="rowgroup" className={classes["head"]}>
            <div role="row" aria-rowindex={1} className={classes["row"]}>
              {columns.map((column) => (
                <Heading key={column.name} {...column} current={sort} onSort={onSort} />
              ))}
            </div>
          </div>
          <Rows key={listKey} {...props} scroller={scroller} />
        </div>
      )}
    </ListScroller>
  );
}

function Rows({ scroller, ...props }: VideoListProps & { readonly scroller: HTMLElement }) {
  const { listRef, handlers, height, videos } = useVirtualVideos(props, {
    scroller,
    columns: 1,
    rowHeight,
    headHeight,
  });
  return (
    <div
      role="rowgroup"
      ref={listRef}
      data-selecting={props.selection.isAny}
      className={classes["body"]}
      style={{ height }}
      {...handlers}
    >
      {videos.map(({ key, index, video, top, isTabStop, isSelected }) => (
        <VideoRow
          key={key}
          video={video}
          index={index}
          isTabStop={isTabStop}
          isSelected={isSelected}
          hrefOf={props.hrefOf}
          top={top}
          height={rowHeight}
        />
      ))}
    </div>
  );
}

interface HeadingProps extends Column {
  readonly current: VideoSortJson;
  readonly onSort: (sort: VideoSortJson) => void;
}

function Heading({ name, sort, first = "ascending", current, onSort }: HeadingProps) {
  const label = words.columns[name];
  if (sort === undefined) {
    return (
      <div role="columnheader" data-column={name} className={classes["heading"]}>
        {label}
      </div>
    );
  }
  const order = current === sort ? "ascending" : current === `-${sort}` ? "descending" : "none";
  const next = order === "none" ? first : order === "ascending" ? "descending" : "ascending";
  const Arrow = order === "ascending" ? IconArrowUp : IconArrowDown;
  return (
    <div role="columnheader" aria-sort={order} data-column={name} className={classes["heading"]}>
      <button
        type="button"
        className={classes["sort"]}
        title={words.sortBy(label)}
        onClick={() => onSort(next === "descending" ? `-${sort}` : sort)}
      >
        {label}
        {order !== "none" && <Arrow size={15} aria-hidden />}
      </button>
    </div>
  );
}
