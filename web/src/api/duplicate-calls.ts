import type {
  CompareAcceptedJson,
  CompareRequestJson,
  DeleteDuplicatesRequestJson,
  DuplicateGroupJson,
  DuplicatesJson,
  GroupStateJson,
} from "../../../src/api/contract/duplicates.ts";
import { type CallOptions, type Connection, query, sending } from "./connection.ts";

/** Files that are equal or may be. */
export interface DuplicateCalls {
  /**
   * Groups of files that are equal, or may be, the largest gain first.
   *
   * @param query.path only groups with a video in it, at any depth. Default: the whole library
   */
  duplicates(
    query: {
      readonly path?: string | undefined;
      readonly state?: GroupStateJson | undefined;
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<DuplicatesJson>;
  /** A group with its videos after a cursor: `next_cursor` of the group. */
  duplicateGroup(
    id: string,
    query: { readonly cursor: string; readonly limit: number },
    options?: CallOptions,
  ): Promise<DuplicateGroupJson>;
  /** Compares the files of groups, to find out which are equal. */
  compareFiles(request: NonNullable<CompareRequestJson>, options?: CallOptions): Promise<CompareAcceptedJson>;
  /** Deletes files of a group that are equal to others that stay. It has no time limit. `deleteCopies` reads the answer. */
  deleteDuplicates(group: string, request: DeleteDuplicatesRequestJson, options?: CallOptions): Promise<Response>;
}

export function duplicateCalls({ get, post, responseOf }: Connection): DuplicateCalls {
  return {
    duplicates: ({ path, state, cursor }, callOptions) =>
      get(`/duplicates${query({ path, state, cursor })}`, callOptions),
    duplicateGroup: (id, page, callOptions) => get(`/duplicates/${encodeURIComponent(id)}${query(page)}`, callOptions),
    compareFiles: (request, callOptions) => post("/duplicates/compare", request, callOptions),
    deleteDuplicates: (group, request, { signal } = {}) => {
      const init = sending(request, signal, { accept: "application/x-ndjson, application/json" });
      return responseOf(`/duplicates/${encodeURIComponent(group)}/delete`, init, signal);
    },
  };
}
