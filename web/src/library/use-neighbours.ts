import { useQueryClient } from "@tanstack/react-query";
import type { VideoFilters } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { positionOf, videoAt } from "./video-pages.ts";

export interface Neighbours {
  /** Null where it is not known: then there is nowhere to go from here. */
  readonly position: number | null;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** Goes on by so many videos, or stays where it is when there are none. */
  readonly step: (by: 1 | -1) => void;
}

export interface NeighboursOptions {
  /** Those of the list. */
  readonly filters: VideoFilters;
  /** How many videos the list has. */
  readonly total: number;
  readonly onShow: (videoId: string) => void;
}

/** The way from a video to those beside it in a list. */
export function useNeighbours(videoId: string | null, { filters, total, onShow }: NeighboursOptions): Neighbours {
  const api = useApi();
  const queries = useQueryClient();
  const find = () => (videoId === null ? null : positionOf(queries, filters, videoId));
  const position = find();
  const go = async (by: number) => {
    // It may have moved since this was drawn.
    const now = find();
    if (now === null || now + by >= total) return;
    try {
      const other = await videoAt({ queries, api }, filters, now + by);
      if (other !== null) onShow(other.id);
    } catch {
      // It stays where it is; that the server does not answer is told above every page.
    }
  };
  return {
    position,
    hasPrevious: position !== null && position > 0,
    hasNext: position !== null && position + 1 < total,
    step: (by) => void go(by),
  };
}
