import { dirname } from "node:path";
import { type DuplicateGroup, type DuplicateVideo, groupId } from "../library/duplicates.ts";
import type { AppParts } from "./app-parts.ts";
import type { DifferenceJson, DuplicateGroupJson } from "./contract/duplicates.ts";
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
    const contents = numbers(group.videos.map(({ sha256 }) => sha256));
    const copies = numbers(group.videos.map(({ file }) => file));
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
      videos: ofGroup.map((video, nth) => ({ video, content: contents[nth] ?? null, copy: copies[nth] ?? 0 })),
    };
  });
}

/** A number for each text, from 1, in the order in which the texts appear. Null stays null. */
function numbers(texts: readonly (string | null)[]): readonly (number | null)[] {
  const known = [...new Set(texts.filter((text) => text !== null))];
  return texts.map((text) => (text === null ? null : known.indexOf(text) + 1));
}

function differences(videos: readonly DuplicateVideo[]): DifferenceJson[] {
  const values: Readonly<Record<DifferenceJson, (one: DuplicateVideo) => string | number>> = {
    name: ({ video }) => video.filename,
    folder: ({ video }) => dirname(video.path),
    modified: ({ video }) => video.modifiedUs,
  };
  return (["name", "folder", "modified"] as const).filter((name) => new Set(videos.map(values[name])).size > 1);
}
