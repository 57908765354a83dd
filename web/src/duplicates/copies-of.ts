import type { DuplicateGroupJson, DuplicateVideoJson } from "../../../src/api/contract/duplicates.ts";

/** A video of a group, with what is known of the content of its file. */
export type ComparedFile = Pick<DuplicateVideoJson, "file" | "sha256"> & { readonly video: { readonly id: string } };

/** What a video of a group is to the one that stays. */
export type RelationToKept = "kept" | "equal" | "linked" | "different" | "notCompared";

export function relationTo(kept: ComparedFile, one: ComparedFile): RelationToKept {
  if (one.video.id === kept.video.id) return "kept";
  // They may be of different answers, so their numbers say nothing.
  if (one.file !== null && one.file === kept.file) return "linked";
  if (one.sha256 === null || kept.sha256 === null) return "notCompared";
  return one.sha256 === kept.sha256 ? "equal" : "different";
}

/** The videos whose files are equal to that of the one that stays, without its hard links. */
export function copiesOf(kept: DuplicateVideoJson, { videos }: DuplicateGroupJson): readonly DuplicateVideoJson[] {
  return videos.filter((one) => relationTo(kept, one) === "equal");
}

/** Whether all files of a group are known to be equal, as far as the group is shown. */
export function areAllEqual(
  kept: ComparedFile,
  group: { readonly videos: readonly ComparedFile[]; readonly possible_gain: number },
): boolean {
  const { videos, possible_gain } = group;
  const isEqual = (one: ComparedFile) => !["notCompared", "different"].includes(relationTo(kept, one));
  return possible_gain === 0 && videos.every(isEqual);
}

/** The bytes that are free when these are deleted: those of files of which no hard link is left. */
export function bytesOf(deleted: readonly DuplicateVideoJson[], { videos, size }: DuplicateGroupJson): number {
  const left = new Set(videos.filter((one) => !deleted.includes(one)).map(({ copy }) => copy));
  return new Set(deleted.map(({ copy }) => copy).filter((copy) => !left.has(copy))).size * size;
}
