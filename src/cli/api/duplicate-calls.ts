import {
  type CompareAcceptedJson,
  type CompareRequestJson,
  compareAcceptedSchema,
  type DuplicateGroupJson,
  type DuplicatesJson,
  duplicateGroupSchema,
  duplicatesSchema,
} from "../../api/contract/duplicates.ts";
import type { ServerConnection } from "./server-connection.ts";

/** Files that are equal or may be. */
export function duplicateCalls(server: ServerConnection) {
  return {
    duplicates(query: { path: string | undefined; cursor: string | undefined }): Promise<DuplicatesJson> {
      return server.call(duplicatesSchema, "GET", "/api/v1/duplicates", { query });
    },

    /** @param query.cursor `next_cursor` of the group before */
    duplicateGroup(id: string, query: { cursor?: string | undefined }): Promise<DuplicateGroupJson> {
      return server.call(duplicateGroupSchema, "GET", `/api/v1/duplicates/${encodeURIComponent(id)}`, { query });
    },

    compareFiles(request: NonNullable<CompareRequestJson>): Promise<CompareAcceptedJson> {
      return server.call(compareAcceptedSchema, "POST", "/api/v1/duplicates/compare", { body: request });
    },
  };
}
