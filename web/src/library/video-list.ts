import type { Ref } from "react";
import type { VideoFilters } from "../api/api-client.ts";

/** What a grid and a table of videos have in common. */
export interface VideoListProps {
  readonly filters: VideoFilters;
  /** Another for other filters: their list begins anew. */
  readonly listKey: string;
  /** How many videos the list has; null while that is not known. */
  readonly total: number | null;
  /** The address of the details of a video. */
  readonly hrefOf: (videoId: string) => string;
  /** Asks for the details of a video. */
  readonly onOpen: (videoId: string) => void;
  /** Where to begin, in pixels from the top. */
  readonly initialOffset: number;
  readonly ref?: Ref<VideoListHandle>;
}

export interface VideoListHandle {
  /** Brings a video into view and gives it the focus; the first in view where the video is not known. */
  focusVideo(videoId: string): void;
  /** Goes back to the top, and gives the focus to the first video. */
  focusFirst(): void;
  isAtTop(): boolean;
}
