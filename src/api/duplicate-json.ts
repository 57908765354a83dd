import { dirname } from "node:path";
import { type DuplicateGroup, type DuplicateVideo, groupId } from "../library/duplicates.ts";
import type { AppParts } from "./app-parts.ts";
import type { DifferenceJson, DuplicateGroupJson, DuplicateVideoJson } from "./contract/duplicates.ts";
import type { VideoJson } from "./contract/videos.ts";
import { videosJson } from "./videos-json.ts";
import { countJson } from "./wire-values.ts";

/** The JSON of groups. Reads why some of their files cannot be read. */
export async function groupsJson(
  groups: readonly DuplicateGroup[],
  parts: Pick<AppParts, "videos" | "posters">,
): Promise<DuplicateGroupJson[]> {
  const videos = await videosJson(
    groups.flatMap((group) => group.videos.map(({ video }) => video)),
    parts,
  );
  let next = 0;
  return groups.map((group) => {
    const ofGroup = videos.slice(next, next + group.videos.length);
    next += group.videos.length;
    return {
      id: groupId(group.key),
      state: group.state,
      size: countJson(group.key.size),
      confirmed_gain: group.gain.confirmed,
      possible_gain: group.gain.possible,
      video_count: group.videoCount,
      copy_count: group.copyCount,
      differs: differences(group.videos),
      videos: ofGroup.map((video, nth) => duplicateJson(video, group.videos[nth])),
      next_cursor: group.nextCursor,
    };
  });
}

function duplicateJson(video: VideoJson, one: DuplicateVideo | undefined): DuplicateVideoJson {
  const sha256 = one?.sha256 ?? null;
  const content = one === undefined || sha256 === null ? null : one.contentNumber;
  return { video, content, copy: one?.copyNumber ?? 0, sha256, file: one === undefined ? null : fileJson(one) };
}

/** A video whose disk does not number its files has a text of its own, which says nothing. */
export function fileJson({ file }: Pick<DuplicateVideo, "file">): string | null {
  return file.startsWith("-") ? null : file;
}

function differences(videos: readonly DuplicateVideo[]): DifferenceJson[] {
  const values: Readonly<Record<DifferenceJson, (one: DuplicateVideo) => string | number>> = {
    name: ({ video }) => video.filename,
    folder: ({ video }) => dirname(video.path),
    modified: ({ video }) => video.modifiedUs,
  };
  return (["name", "folder", "modified"] as const).filter((name) => new Set(videos.map(values[name])).size > 1);
}
