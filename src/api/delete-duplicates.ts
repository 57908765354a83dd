import type { NamedPaths } from "../files/named-paths.ts";
import type { DuplicateGroup, DuplicateLibrary, DuplicateVideo, GroupKey } from "../library/duplicates.ts";
import { parseVideoId, type VideoId } from "../library/video.ts";
import { within } from "../within.ts";
import type { AppParts } from "./app-parts.ts";
import type { DeletedDuplicatesJson } from "./contract/duplicates.ts";
import { deleteVideoFile, requireDeletion } from "./delete-video-file.ts";
import { ApiError } from "./error-codes.ts";
import { forgetMs } from "./forget-matching.ts";

/**
 * For how long a request holds a group, in milliseconds, from the beginning of each deletion. A deletion takes a few seconds
 * at most: see `NamedPathsOptions.deleteTimeoutMs`.
 */
const holdMs = 60_000;

/** The same after a deletion that the disk has not answered, and that it may still make. */
const silentHoldMs = 600_000;

export interface DeleteParts extends Pick<AppParts, "videos" | "posters"> {
  readonly duplicates: Pick<DuplicateLibrary, "group" | "hold" | "release">;
  readonly paths: NamedPaths;
  readonly allowDelete: boolean;
  readonly newToken: () => string;
}

/**
 * Deletes files of a group, each only while an equal file that stays is there.
 *
 * One request at a time has the group, whichever process answers it. So no other request can delete the files that this one
 * keeps, as long as both of them name the group. Right before each deletion, the thread that deletes the file looks at this
 * file and at all equal ones that stay: each must be as it was when it was hashed.
 *
 * @throws ApiError if no file was deleted
 */
export async function deleteDuplicates(
  key: GroupKey,
  { keep, remove }: { readonly keep: readonly string[]; readonly remove: readonly string[] },
  parts: DeleteParts,
): Promise<DeletedDuplicatesJson> {
  requireDeletion(parts);
  const { duplicates } = parts;
  const token = parts.newToken();
  if (!(await duplicates.hold(key, token, holdMs))) throw busy();
  let isSilent = false;
  const onSilence = async () => {
    isSilent = true;
    await duplicates.hold(key, token, silentHoldMs);
  };
  try {
    const ids = { keep: videoIds(keep), remove: videoIds(remove) };
    const group = await duplicates.group(key, [...ids.keep, ...ids.remove]);
    if (group === null) throw noSuchGroup();
    return await deleteEach(chosenVideos(group, ids), { ...parts, key, token, onSilence });
  } finally {
    if (!isSilent) await duplicates.release(key, token);
  }
}

interface ChosenDeletion {
  readonly video: DuplicateVideo;
  /** Equal files that stay. */
  readonly kept: readonly DuplicateVideo[];
}

/** @throws ApiError unless each file is known to be equal to one that stays */
function chosenVideos(
  group: DuplicateGroup,
  { keep, remove }: { readonly keep: readonly VideoId[]; readonly remove: readonly VideoId[] },
): readonly ChosenDeletion[] {
  const byId = new Map(group.videos.map((one) => [one.video.id, one]));
  const find = (id: VideoId): DuplicateVideo => {
    const found = byId.get(id);
    if (found !== undefined) return found;
    throw new ApiError(
      "NOT_CONFIRMED",
      `The video ${id} is not in this group, or its file is missing. Load the group again.`,
    );
  };
  const both = keep.find((id) => remove.includes(id));
  if (both !== undefined) throw new ApiError("VALIDATION_ERROR", `The video ${both} is in "keep" and in "delete".`);
  const kept = keep.map(find);
  return remove.map(find).map((one) => {
    const { path } = one.video;
    if (one.sha256 === null) {
      throw new ApiError("NOT_CONFIRMED", `${path} was not compared. Compare the files of the group first.`);
    }
    const equal = kept.filter(({ sha256 }) => sha256 === one.sha256);
    if (equal.length === 0) {
      throw new ApiError("NOT_CONFIRMED", `No file that stays is equal to ${path}, so it is not deleted.`);
    }
    const same = equal.find(({ file }) => file === one.file);
    if (same !== undefined) {
      throw new ApiError(
        "NOT_CONFIRMED",
        `${path} and ${same.video.path} are hard links of one file, so nothing is gained.`,
      );
    }
    return { video: one, kept: equal };
  });
}

async function deleteEach(
  chosen: readonly ChosenDeletion[],
  parts: DeleteParts & { readonly key: GroupKey; readonly token: string; readonly onSilence: () => Promise<void> },
): Promise<DeletedDuplicatesJson> {
  const { duplicates, key, token, videos, posters } = parts;
  const deleted: VideoId[] = [];
  for (const { video: one, kept } of chosen) {
    const { id } = one.video;
    try {
      if (!(await duplicates.hold(key, token, holdMs))) throw busy();
      await deleteVideoFile(one.video, {
        ...parts,
        copies: { changedUs: one.changedUs, kept: kept.map(keptCopy) },
      });
    } catch (error) {
      if (error instanceof ApiError && error.code === "DISK_SILENT") await parts.onSilence();
      if (deleted.length === 0 || !(error instanceof ApiError)) throw error;
      return { deleted, not_deleted: [{ id, error: error.message }] };
    }
    deleted.push(id);
    await videos.forget({ ids: [id] });
  }
  await within(forgetMs, posters.forget(deleted));
  return { deleted, not_deleted: [] };
}

function keptCopy({ video: { path, fileSize: size, modifiedUs }, changedUs }: DuplicateVideo) {
  return { path, version: { size, modifiedUs, changedUs } };
}

function videoIds(texts: readonly string[]): readonly VideoId[] {
  return [...new Set(texts.map(parseVideoId).filter((id) => id !== null))];
}

function busy(): ApiError {
  return new ApiError(
    "DELETE_ACTIVE",
    "Another request deletes files of this group. Wait a moment, and load the group again.",
  );
}

export function noSuchGroup(): ApiError {
  return new ApiError("NOT_FOUND", "There is no such group any more. GET /api/v1/duplicates lists all groups.");
}
