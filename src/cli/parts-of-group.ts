import type { DuplicateGroupJson } from "../api/contract/duplicates.ts";
import type { ApiClient } from "./api-client.ts";

/**
 * A group with its first videos, then with the following ones, until all have come. Any number takes the same memory.
 *
 * Each part shows the group as it is at that moment, so `content` and `copy` of different parts do not compare.
 */
export async function* partsOfGroup(
  client: Pick<ApiClient, "duplicateGroup">,
  group: DuplicateGroupJson,
): AsyncGenerator<DuplicateGroupJson, void, undefined> {
  yield group;
  for (let cursor = group.next_cursor; cursor !== null; ) {
    const part = await client.duplicateGroup(group.id, { cursor });
    yield part;
    cursor = part.next_cursor;
  }
}
