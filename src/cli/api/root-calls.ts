import { type ScanAcceptedJson, scanAcceptedSchema } from "../../api/contract/jobs.ts";
import {
  type NewRootJson,
  type RootChangeJson,
  type RootJson,
  type RootListJson,
  type RootScanRequestJson,
  type RootScansJson,
  type RootScansRequestJson,
  rootListSchema,
  rootScansSchema,
  rootSchema,
} from "../../api/contract/roots.ts";
import { type ForgetAnswerJson, forgetAnswerSchema } from "../../api/contract/videos.ts";
import { isOk, type ServerConnection } from "./server-connection.ts";

/** The directories of the library. */
export function rootCalls(server: ServerConnection) {
  return {
    roots(): Promise<RootListJson> {
      return server.call(rootListSchema, "GET", "/api/v1/roots");
    },

    addRoot(request: NewRootJson): Promise<RootJson> {
      return server.call(rootSchema, "POST", "/api/v1/roots", { body: request });
    },

    changeRoot(id: string, changes: RootChangeJson): Promise<RootJson> {
      return server.call(rootSchema, "PATCH", rootPath(id), { body: changes });
    },

    /** The videos stay in the library. */
    async removeRoot(id: string): Promise<void> {
      const path = rootPath(id);
      const response = await server.send(path, { method: "DELETE" });
      if (!isOk(response)) throw await server.errorOf(response, path);
      response.resume();
    },

    forgetRoot(id: string): Promise<ForgetAnswerJson> {
      return server.call(forgetAnswerSchema, "DELETE", rootPath(id), { query: { forget_videos: true } });
    },

    scanRoot(id: string, request: RootScanRequestJson): Promise<ScanAcceptedJson> {
      return server.call(scanAcceptedSchema, "POST", `${rootPath(id)}/scan`, { body: request });
    },

    scanRoots(request: RootScansRequestJson): Promise<RootScansJson> {
      return server.call(rootScansSchema, "POST", "/api/v1/roots/scan", { body: request });
    },
  };
}

function rootPath(id: string): string {
  return `/api/v1/roots/${encodeURIComponent(id)}`;
}
