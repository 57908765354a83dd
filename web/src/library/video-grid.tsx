import { useMemo } from "react";
import { texts } from "../texts/texts.ts";
import { ListScroller } from "./list-scroller.tsx";
import { useVirtualVideos } from "./use-virtual-videos.ts";
import { VideoCard } from "./video-card.tsx";
import classes from "./video-grid.module.css";
import type { VideoListProps } from "./video-list.ts";

const words = texts.library.list;

/** A grid of posters. A row has as many as fit. */
export function VideoGrid(props: VideoListProps) {
  return (
    <ListScroller busy={props.total === null}>
      {(scroller, width) => <Cards key={props.listKey} {...props} scroller={scroller} width={width} />}
    </ListScroller>
  );
}

function Cards({
  scroller,
  width,
  ...props
}: VideoListProps & { readonly scroller: HTMLElement; readonly width: number }) {
  const { columns, cardWidth, cardHeight, columnGap, rowHeight } = useMemo(() => gridLayout(width), [width]);
  const { listRef, handlers, height, videos } = useVirtualVideos(props, { scroller, columns, rowHeight });
  return (
    // Keys are pressed on the links inside.
    <ul
      ref={listRef}
      aria-label={words.label}
      data-selecting={props.selection.isAny}
      className={classes["grid"]}
      style={{ height }}
      {...handlers}
    >
      {videos.map(({ key, index, video, column, top, isTabStop, isSelected }) => (
        <VideoCard
          key={key}
          video={video}
          index={index}
          total={props.total ?? -1}
          isTabStop={isTabStop}
          isSelected={isSelected}
          hrefOf={props.hrefOf}
          left={column * cardWidth + Math.round(column * columnGap)}
          top={top}
          width={cardWidth}
          height={cardHeight}
        />
      ))}
    </ul>
  );
}

/** The smallest width of a card on a phone, in pixels. On larger screens cards are wider. */
const minCardWidth = 160;

/** The lines below the picture (name, folder, facts) with the gaps above them, in rem. */
const textHeight = 0.5 + 1.2 + 0.0625 + 1.1 + 0.125 + 1.2;

/** @param width in pixels */
function gridLayout(width: number) {
  const isNarrow = width < 600;
  const minGap = isNarrow ? 12 : 18;
  const rowGap = isNarrow ? 16 : 22;
  const wanted = isNarrow ? minCardWidth : Math.min(280, 190 + width / 40);
  const columns = Math.max(1, Math.floor((width + minGap) / (wanted + minGap)));
  const cardWidth = Math.floor((width - (columns - 1) * minGap) / columns);
  // The remaining width goes into the gaps, so that the last column is aligned with the toolbar.
  const columnGap = columns === 1 ? 0 : (width - columns * cardWidth) / (columns - 1);
  // People may set a larger text size.
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const cardHeight = Math.ceil((cardWidth * 9) / 16 + textHeight * rem);
  return { columns, cardWidth, cardHeight, columnGap, rowHeight: cardHeight + rowGap };
}
