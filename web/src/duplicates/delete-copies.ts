import type { DeleteDuplicatesRequestJson, DeletedDuplicatesJson } from "../../../src/api/contract/duplicates.ts";
import type { ApiClient } from "../api/api-client.ts";
import { failureOf, messageOf, orUnreachable, Unreachable } from "../api/failures.ts";
import { inOwnLanguage } from "../texts/server-texts.ts";
import { texts } from "../texts/texts.ts";

/** How many files one request may name. */
const mostInRequest = 100;

/**
 * Deletes files of a group that are equal to others that stay. The server compares all of their bytes first.
 *
 * @param options.signal ends it: no further file is deleted
 * @param options.onProgress called now and then with the share that is done, from 0 to 1
 * @returns what was deleted, also if a later file could not be
 * @throws as every call of the API, if nothing was deleted
 */
export async function deleteCopies(
  api: ApiClient,
  { group, keep, delete: all }: DeleteDuplicatesRequestJson & { readonly group: string },
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<DeletedDuplicatesJson> {
  const deleted: string[] = [];
  for (let first = 0; first < all.length; first += mostInRequest) {
    const some = all.slice(first, first + mostInRequest);
    const ofAll = (share: number) => onProgress((first + share * some.length) / all.length);
    try {
      const answer = await deleteSome(api, { group, keep, delete: some }, { signal, onProgress: ofAll });
      deleted.push(...answer.deleted);
      if (answer.not_deleted.length > 0) return { deleted, not_deleted: answer.not_deleted };
    } catch (error) {
      if (deleted.length === 0 || signal.aborted) throw error;
      return { deleted, not_deleted: [{ id: some[0] ?? "", error: messageOf(error), code: "" }] };
    }
  }
  return { deleted, not_deleted: [] };
}

async function deleteSome(
  api: ApiClient,
  { group, ...request }: DeleteDuplicatesRequestJson & { readonly group: string },
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<DeletedDuplicatesJson> {
  const response = await api.deleteDuplicates(group, request, { signal });
  let last = "";
  for await (const line of linesOf(response, signal)) {
    const { progress } = JSON.parse(line) as { readonly progress?: number };
    if (progress === undefined) last = line;
    else onProgress(progress);
  }
  if (last === "") throw new Unreachable(texts.errors.unreachable);
  const answer = await inOwnLanguage<Partial<DeletedDuplicatesJson>>(last);
  if (answer.deleted === undefined) throw await failureOf(response.status, last);
  return answer as DeletedDuplicatesJson;
}

/** The lines of an answer, as they come. The last one may have no line break. */
async function* linesOf(response: Response, signal: AbortSignal): AsyncGenerator<string, void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await orUnreachable(() => reader.read(), signal);
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
