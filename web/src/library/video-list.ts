import type { Ref } from "react";
import type { VideoFilters } from "../api/video-filters.ts";
import type { ListSelection } from "./selecting/use-selection.ts";

/** The shared parts of the grid and the table of videos. */
export interface VideoListProps {
  readonly filters: VideoFilters;
  /** The filters of the list. A list with other filters starts at its top. */
  readonly listKey: string;
  /** The number of videos in the list; null while it is unknown. */
  readonly total: number | null;
  /** The address of the details of a video. */
  readonly hrefOf: (videoId: string) => string;
  readonly selection: ListSelection;
  /** Called to open the details of a video. */
  readonly onOpen: (videoId: string) => void;
  /** The first scroll position, in pixels from the top. */
  readonly initialOffset: number;
  readonly ref?: Ref<VideoListHandle>;
}

export interface VideoListHandle {
  /** Scrolls to a video and focuses it. Focuses the first video in view if this one is not loaded. */
  focusVideo(videoId: string): void;
  /** Scrolls to the top and focuses the first video. */
  focusFirst(): void;
  isAtTop(): boolean;
}
