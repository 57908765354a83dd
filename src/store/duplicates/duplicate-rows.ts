import { sql } from "kysely";
import { type GroupKey, type GroupSummary, groupStates, type VideoOfGroup } from "../../library/duplicates.ts";
import { nonsense, number, numberOrNull, text, textOrNull } from "../row-columns.ts";
import { videoFromRow } from "../videos/video-rows.ts";

/** Joins the hashes of files as the library knows them. */
export const hashesOfVideos = sql`left join video_hashes on video_hashes.number = videos.number
  and videos.content is not null and video_hashes.file_size = videos.file_size
  and video_hashes.modified_us = videos.modified_us`;

export const columnsOfHashes = sql`video_hashes.sha256, video_hashes.changed_us as hashed_changed_us`;

/** @param row a video with its path, its details, its `file`, and `columnsOfHashes` */
export function videoOfGroupFromRow(row: object): VideoOfGroup {
  const sha256 = textOrNull(row, "sha256");
  const keepsTimes = numberOrNull(row, "changed_us") !== null;
  return {
    key: { size: number(row, "file_size"), fingerprint: number(row, "fingerprint") },
    video: videoFromRow(row),
    sha256,
    changedUs: sha256 !== null && keepsTimes ? number(row, "hashed_changed_us") : null,
    file: text(row, "file"),
  };
}

/** @param row of `groupsOf` */
export function keyFromRow(row: object): GroupKey {
  return { size: number(row, "size"), fingerprint: number(row, "fingerprint") };
}

/** @param row of `groupsOf` */
export function summaryFromRow(row: object): GroupSummary {
  const state = text(row, "state");
  return {
    key: keyFromRow(row),
    state: groupStates.find((known) => known === state) ?? nonsense(row, "state", groupStates.join()),
    gain: { confirmed: number(row, "confirmed"), possible: number(row, "possible") },
    videoCount: number(row, "videos"),
    copyCount: number(row, "copies"),
  };
}
