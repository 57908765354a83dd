import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DifferenceJson, DuplicateGroupJson, DuplicateVideoJson } from "../../../src/api/contract/duplicates.ts";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { folderOf } from "../paths/folder.ts";

/** How many further videos of a group come at once. */
const pageSize = 100;

/** The server's limit for one request. */
const mostAtOnce = 1_000;

/** A group with the videos that a person has asked for so far, and a way to get the next ones. */
export function useWholeGroup(group: DuplicateGroupJson) {
  const api = useApi();
  const [isAsked, setIsAsked] = useState(false);
  const { next_cursor: first } = group;
  const { data, error, isFetching, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery({
    queryKey: [libraryKey, "duplicates", "group", group.id, first],
    queryFn: ({ pageParam, signal }) =>
      api.duplicateGroup(group.id, { cursor: pageParam, limit: pageSize }, { signal }),
    initialPageParam: first ?? "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    enabled: isAsked && first !== null,
  });
  const more = () => {
    if (!isAsked) setIsAsked(true);
    else void (data === undefined ? refetch() : fetchNextPage());
  };
  const others = first === null ? [] : (data?.pages.flatMap(({ videos }) => videos) ?? []);
  const videos = [...group.videos, ...others];
  const whole = async (): Promise<DuplicateGroupJson> => {
    const all = [...group.videos];
    for (let cursor = first; cursor !== null; ) {
      const page = await api.duplicateGroup(group.id, { cursor, limit: mostAtOnce });
      all.push(...page.videos);
      cursor = page.next_cursor;
    }
    return { ...group, videos: all };
  };
  return {
    /** Loads all videos of the group, whatever is shown of it. */
    whole,
    group: others.length === 0 ? group : { ...group, videos, differs: differencesOf(videos) },
    hasMore: first !== null && (data === undefined || hasNextPage),
    isLoading: isAsked && isFetching,
    error,
    more,
  };
}

/** What is not the same in all of the videos. A page of them says it of itself only. */
function differencesOf(videos: readonly DuplicateVideoJson[]): DifferenceJson[] {
  const values = {
    name: ({ video }) => video.filename,
    folder: ({ video }) => folderOf(video.path),
    modified: ({ video }) => video.modified_at,
  } as const satisfies Record<DifferenceJson, (one: DuplicateVideoJson) => string>;
  return (["name", "folder", "modified"] as const).filter((name) => new Set(videos.map(values[name])).size > 1);
}
