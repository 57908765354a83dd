/**
 * Prints the paths of equal files, but for one of each content, which stays. Another program may delete each path as it
 * comes, and a scan may notice that, while a large group is still read in parts. So a file that stays is remembered by what
 * does not change, and is looked up again after each part, before paths of the part are printed.
 */
import type { DuplicateGroupJson, DuplicateVideoJson } from "../api/contract/duplicates.ts";
import { proposedCopy } from "../api/contract/proposed-copy.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext } from "./command-context.ts";
import { partsOfGroup } from "./parts-of-group.ts";
import { ApiError } from "./server-errors.ts";
import { shownPath } from "./shown-path.ts";

type Client = Pick<ApiClient, "duplicateGroup">;

/** The files of a group are not those of a moment ago. */
class GroupChanged extends Error {
  override readonly name = "GroupChanged";
  readonly code = "GROUP_CHANGED";
}

interface KeptFile {
  readonly one: DuplicateVideoJson;
  /** Of the part of the group that has it. Undefined: the first part. */
  readonly cursor: string | undefined;
}

/** By the SHA-256 of its content. */
type KeptFiles = ReadonlyMap<string, KeptFile>;

/**
 * Prints the paths of all files that are equal to one that is proposed to stay. Hard links of a file that stays are none.
 * The group is read twice, since only the last part tells which file stays.
 *
 * @throws GroupChanged if a file that stays is not in the group any more. No path of this part is printed then
 */
export async function printCopies(
  client: Client,
  group: DuplicateGroupJson,
  { print, out }: { readonly print: (path: string) => void; readonly out: Pick<CommandContext["out"], "drained"> },
): Promise<void> {
  if (group.state !== "confirmed") return;
  try {
    const kept = await keptFiles(client, group);
    const ids = new Set(kept.values().map(({ one }) => one.video.id));
    const files = new Set(kept.values().flatMap(({ one }) => (one.file === null ? [] : [one.file])));
    for await (const { videos } of partsOfGroup(client, group)) {
      const copies = videos.filter(
        ({ video, sha256, file }) => sha256 !== null && !ids.has(video.id) && !(file !== null && files.has(file)),
      );
      // A group that came as a whole shows one moment.
      if (group.next_cursor !== null) await requireKept(client, group, { kept, copies });
      for (const { video } of copies) print(video.path);
      await out.drained();
    }
  } catch (error) {
    if (error instanceof ApiError && error.code === "NOT_FOUND") throw changed(group);
    throw error;
  }
}

async function keptFiles(client: Client, group: DuplicateGroupJson): Promise<KeptFiles> {
  const kept = new Map<string, KeptFile>();
  let cursor: string | undefined;
  for await (const { videos, next_cursor } of partsOfGroup(client, group)) {
    for (const one of videos) {
      if (one.sha256 === null) continue;
      const before = kept.get(one.sha256);
      if (before === undefined || proposedCopy([before.one, one])?.one === one) kept.set(one.sha256, { one, cursor });
    }
    cursor = next_cursor ?? undefined;
  }
  return kept;
}

/** @throws GroupChanged unless for each of the copies the file that stays is in the group now, with this content */
async function requireKept(
  client: Client,
  group: DuplicateGroupJson,
  { kept, copies }: { readonly kept: KeptFiles; readonly copies: readonly DuplicateVideoJson[] },
): Promise<void> {
  const contents = new Set(copies.map(({ sha256 }) => sha256 ?? ""));
  const needed = [...contents].map((sha256) => {
    const found = kept.get(sha256);
    // It was compared after the choice.
    if (found === undefined) throw changed(group);
    return found;
  });
  for (const [cursor, inPart] of Map.groupBy(needed, (one) => one.cursor)) {
    const { videos } = await client.duplicateGroup(group.id, { cursor });
    const now = new Map(videos.map((one) => [one.video.id, one]));
    for (const { one } of inPart) {
      const found = now.get(one.video.id);
      const isSame = found?.sha256 === one.sha256 && found.file === one.file && found.video.path === one.video.path;
      if (!isSame) throw changed(group);
    }
  }
}

function changed({ videos: [first] }: DuplicateGroupJson): GroupChanged {
  const which = first === undefined ? "of a group" : `like ${shownPath(first.video.path)}`;
  return new GroupChanged(
    `The files ${which} have changed while they were listed, so it is not sure which of them stays. ` +
      "No more paths are printed. Run the command again.",
  );
}
