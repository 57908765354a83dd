import type { NamedPaths } from "../files/named-paths.ts";
import type { DuplicateGroup, DuplicateLibrary, DuplicateVideo, GroupKey } from "../library/duplicates.ts";
import { parseVideoId, type VideoId } from "../library/video.ts";
import { say } from "../sentences/say.ts";
import { within } from "../within.ts";
import type { AppParts } from "./app-parts.ts";
import type { DeletedDuplicatesJson } from "./contract/duplicates.ts";
import { deleteError, deleteVideoFile, requireDeletion } from "./delete-video-file.ts";
import { ApiError } from "./error-codes.ts";
import { forgetMs } from "./forget-matching.ts";
import { sentenceJson } from "./wire-values.ts";

/** For how long a request holds a group, in milliseconds. Nothing is deleted after that, unless it holds the group again. */
const holdMs = 60_000;

/** How often it holds the group again while files are compared, in milliseconds. */
const renewMs = 15_000;

/** The same after a deletion that the disk has not answered, and that it may still make. */
const silentHoldMs = 600_000;

export interface DeleteParts extends Pick<AppParts, "videos" | "posters"> {
  readonly duplicates: Pick<DuplicateLibrary, "group" | "hold" | "release" | "distrust">;
  readonly paths: NamedPaths;
  readonly allowDelete: boolean;
  readonly newToken: () => string;
  /** Ends the comparisons. Nothing is deleted after that. */
  readonly signal: AbortSignal;
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Deletes files of a group, each only while an equal file that stays is there.
 *
 * One request at a time has the group, whichever process answers it. So no other request can delete the files that this one
 * keeps, as long as both of them name the group. Right before each deletion, all bytes of the file are compared with those
 * of one that stays: a hash tells of an earlier moment only. Then the thread that deletes the file looks at this file and at
 * all equal ones that stay: each must be as it was when it was hashed, and both files as they were when they were compared.
 *
 * @throws ApiError if no file was deleted; `parts.signal.reason`
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
    const group = await duplicates.group(key, { limit: 1, ids: [...ids.keep, ...ids.remove] });
    if (group === null) throw noSuchGroup();
    return await deleteEach(chosenVideos(group, ids), { ...parts, key, token, onSilence });
  } finally {
    // What was deleted is deleted, whether the database answers or not. Without this call, the group is free after `holdMs`.
    if (!isSilent) await duplicates.release(key, token).catch(() => {});
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
    throw new ApiError("NOT_CONFIRMED", say("not_in_group", { id }));
  };
  const both = keep.find((id) => remove.includes(id));
  if (both !== undefined) throw new ApiError("VALIDATION_ERROR", `The video ${both} is in "keep" and in "delete".`);
  const kept = keep.map(find);
  return remove.map(find).map((one) => {
    const { path } = one.video;
    if (one.sha256 === null) {
      throw new ApiError("NOT_CONFIRMED", say("not_compared", { path }));
    }
    const equal = kept.filter(({ sha256 }) => sha256 === one.sha256);
    if (equal.length === 0) {
      throw new ApiError("NOT_CONFIRMED", say("nothing_equal_stays", { path }));
    }
    const same = equal.find(({ file }) => file === one.file);
    if (same !== undefined) {
      throw new ApiError("NOT_CONFIRMED", say("links_of_one_file", { path, other: same.video.path }));
    }
    return { video: one, kept: equal };
  });
}

interface Deleting extends DeleteParts {
  readonly key: GroupKey;
  readonly token: string;
  readonly onSilence: () => Promise<void>;
}

async function deleteEach(chosen: readonly ChosenDeletion[], parts: Deleting): Promise<DeletedDuplicatesJson> {
  const { videos, posters, signal, onProgress } = parts;
  const deleted: VideoId[] = [];
  try {
    for (const one of chosen) {
      const { id } = one.video.video;
      const share = (ofFile: number) => onProgress((deleted.length + ofFile) / chosen.length);
      try {
        await deleteCopy(one, { ...parts, onProgress: share });
      } catch (error) {
        signal.throwIfAborted();
        if (deleted.length === 0 || !(error instanceof ApiError)) throw error;
        return {
          deleted,
          not_deleted: [{ id, error: error.message, code: error.code, ...sentenceJson(error.sentence) }],
        };
      }
      deleted.push(id);
      await videos.forget({ ids: [id] });
    }
    return { deleted, not_deleted: [] };
  } finally {
    if (deleted.length > 0) await within(forgetMs, posters.forget(deleted));
  }
}

/** Compares a file with one that stays, and deletes it. @throws ApiError if it is not deleted; `parts.signal.reason` */
async function deleteCopy({ video: one, kept }: ChosenDeletion, parts: Deleting): Promise<void> {
  const { duplicates, key, token, paths, signal, onProgress } = parts;
  const { path, fileSize: size, modifiedUs } = one.video;
  const hold = async (): Promise<number> => {
    const until = Date.now() + holdMs;
    if (!(await duplicates.hold(key, token, holdMs))) throw busy();
    return until;
  };
  await hold();
  const copies = { changedUs: one.changedUs, kept: kept.map(keptCopy) };
  const compared = await whileHeld(hold, signal, (signal) =>
    paths.deletions.compareCopies(
      path,
      { size, modifiedUs },
      { copies, signal, onProgress: (read) => onProgress(read / size) },
    ),
  );
  if ("kind" in compared) {
    // Nobody knows which of the two has changed.
    if (compared.kind === "different") await duplicates.distrust([one, ...kept].map(({ video }) => video.id));
    throw deleteError(path, compared);
  }
  signal.throwIfAborted();
  const until = await hold();
  try {
    await deleteVideoFile(one.video, { ...parts, copies: compared, until });
  } catch (error) {
    if (error instanceof ApiError && error.code === "DISK_SILENT") await parts.onSilence();
    throw error;
  }
}

/** Holds the group again and again until the work is done. Ends the work if another request has the group. */
async function whileHeld<Result>(
  hold: () => Promise<unknown>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController();
  const renew = () =>
    hold().catch((error: unknown) => {
      // The database may be away for a moment. The group is held once more before the deletion.
      if (error instanceof ApiError) lost.abort(error);
    });
  const timer = setInterval(() => void renew(), renewMs);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(timer);
  }
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
  return new ApiError("NOT_FOUND", say("no_group"));
}
