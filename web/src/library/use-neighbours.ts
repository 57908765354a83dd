import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/use-api.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { positionOf, videoAt } from "./video-pages.ts";

export interface Neighbours {
  /** Null if the place of the video is unknown. Then there are no neighbours. */
  readonly position: number | null;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** Moves by so many videos. Does nothing at the end of the list. */
  readonly step: (by: 1 | -1) => void;
}

export interface NeighboursOptions {
  /** The filters of the list. */
  readonly filters: VideoFilters;
  /** The number of videos in the list. */
  readonly total: number;
  readonly onShow: (videoId: string) => void;
}

/** Moves from a video to its neighbours in a list. */
export function useNeighbours(videoId: string | null, { filters, total, onShow }: NeighboursOptions): Neighbours {
  const api = useApi();
  const queries = useQueryClient();
  const find = () => (videoId === null ? null : positionOf(queries, filters, videoId));
  const position = find();
  const go = async (by: number) => {
    // The video may have moved since the last render.
    const now = find();
    if (now === null || now + by >= total) return;
    try {
      const other = await videoAt({ queries, api }, filters, now + by);
      if (other !== null) onShow(other.id);
    } catch {
      // The details stay open. A message above every page says that the server does not answer.
    }
  };
  return {
    position,
    hasPrevious: position !== null && position > 0,
    hasNext: position !== null && position + 1 < total,
    step: (by) => void go(by),
  };
}
