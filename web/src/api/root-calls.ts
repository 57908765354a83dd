import type { DirectoriesJson } from "../../../src/api/contract/directories.ts";
import type { ScanAcceptedJson } from "../../../src/api/contract/jobs.ts";
import type {
  NewRootJson,
  RootChangeJson,
  RootJson,
  RootListJson,
  RootScansJson,
} from "../../../src/api/contract/roots.ts";
import { type CallOptions, type Connection, query } from "./connection.ts";

/** The directories of the library, and those of the disk. */
export interface RootCalls {
  /** The directories of the library, with the numbers of their videos and their last scans. */
  roots(options?: CallOptions): Promise<RootListJson>;
  /** Adds a directory to the library, without a scan. */
  addRoot(root: NewRootJson, options?: CallOptions): Promise<RootJson>;
  changeRoot(id: string, changes: RootChangeJson, options?: CallOptions): Promise<RootJson>;
  /**
   * Removes a directory from the library. Its files stay on the disk.
   *
   * @param query.withVideos whether its videos are removed from the library, too
   */
  forgetRoot(id: string, query: { readonly withVideos: boolean }, options?: CallOptions): Promise<void>;
  scanRoot(id: string, options?: CallOptions): Promise<ScanAcceptedJson>;
  /** Scans all directories of the library. */
  scanRoots(options?: CallOptions): Promise<RootScansJson>;
  /**
   * The directories in a directory. A limit of 1 is enough to resolve a path.
   *
   * @param query.path absent: the allowed roots, or without roots the home directory
   * @param query.hidden whether to list directories whose names begin with a dot
   * @param query.limit 1 to 1,000
   */
  directories(
    query: { readonly path?: string | undefined; readonly hidden?: boolean; readonly limit: number },
    options?: CallOptions,
  ): Promise<DirectoriesJson>;
}

export function rootCalls({ call, get, post }: Connection): RootCalls {
  return {
    roots: (callOptions) => get("/roots", callOptions),
    addRoot: (root, callOptions) => post("/roots", root, callOptions),
    changeRoot: (id, body, { signal } = {}) => call("PATCH", `/roots/${encodeURIComponent(id)}`, { body, signal }),
    forgetRoot: async (id, { withVideos }, { signal } = {}) => {
      await call("DELETE", `/roots/${encodeURIComponent(id)}${query({ forget_videos: withVideos })}`, {
        signal,
        // It may be sent while the tab is being closed.
        keepalive: true,
      });
    },
    scanRoot: (id, callOptions) => post(`/roots/${encodeURIComponent(id)}/scan`, undefined, callOptions),
    scanRoots: (callOptions) => post("/roots/scan", undefined, callOptions),
    directories: ({ path, hidden, limit }, callOptions) =>
      get(`/filesystem/directories${query({ path, hidden, limit })}`, callOptions),
  };
}
