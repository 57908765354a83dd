/**
 * The folder that the address asks for, and the order of its folders. A value that makes no sense counts as absent, as in
 * `library-search.ts`.
 */
import { readPath } from "../library/library-search.ts";

export const folderColumns = ["name", "videos", "missing", "bytes", "duration_seconds"] as const;
export type FolderColumn = (typeof folderColumns)[number];
/** A minus: the largest first. */
export type FolderSort = FolderColumn | `-${FolderColumn}`;

export interface FolderSearch {
  /** Absent: the deepest folder that holds all videos. */
  readonly path?: string | undefined;
  /** Absent: by name. */
  readonly sort?: FolderSort | undefined;
}

const sorts: readonly FolderSort[] = folderColumns.flatMap((column) => [column, `-${column}`] as const);

export function readFolderSearch(search: Readonly<Record<string, unknown>>): FolderSearch {
  const path = readPath(search["path"]);
  const sort = sorts.find((each) => each === search["sort"]);
  return { ...(path !== undefined && { path }), ...(sort !== undefined && sort !== "name" && { sort }) };
}
