/** Sets of directories of a library, for filters on blocks. */
import type { DatabaseSync } from "node:sqlite";
import { asPrefix, everythingIn } from "../../directory-range.ts";

/** Directories by their ids: 1 if the directory is one of a set. */
export type DirectorySet = Uint8Array;

/** 1 for each of the directories that is in the set. */
export function among(ids: Uint32Array, set: DirectorySet): Uint8Array {
  const isIn = new Uint8Array(ids.length);
  for (let index = 0; index < ids.length; index += 1) isIn[index] = set[ids[index] ?? 0] ?? 0;
  return isIn;
}

/** A directory, and those below it. */
export function directoriesIn(database: DatabaseSync, directory: string): DirectorySet {
  const { from, before } = everythingIn(directory);
  return directoriesWhere(database, "path >= ? and path < ?", from, before);
}

/** A directory alone. */
export function onlyDirectory(database: DatabaseSync, directory: string): DirectorySet {
  return directoriesWhere(database, "path = ?", asPrefix(directory));
}

/** @param condition on the columns of `directories` */
export function directoriesWhere(
  database: DatabaseSync,
  condition: string,
  ...parameters: readonly string[]
): DirectorySet {
  const last = database.prepare("select max(id) as id from directories").get();
  const directories = new Uint8Array(Number(last?.["id"] ?? 0) + 1);
  const select = database.prepare(`select id from directories where ${condition}`);
  select.setReturnArrays(true);
  for (const [id] of select.all(...parameters) as unknown as [number][]) directories[id] = 1;
  return directories;
}
