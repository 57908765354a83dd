import type { FolderJson } from "../../../src/api/contract/folders.ts";
import { readersLocale } from "../texts/language.ts";
import type { FolderColumn, FolderSort } from "./folder-search.ts";

const byName = new Intl.Collator(readersLocale, { numeric: true, sensitivity: "base" });

/** Folders in an order. Folders that are alike in it are in the natural order of their names. */
export function sortedFolders(folders: readonly FolderJson[], sort: FolderSort = "name"): readonly FolderJson[] {
  const isReversed = sort.startsWith("-");
  const column = sort.replace("-", "") as FolderColumn;
  const compare = (one: FolderJson, other: FolderJson): number =>
    column === "name" ? byName.compare(one.name, other.name) : one[column] - other[column];
  return folders.toSorted(
    (one, other) => (isReversed ? compare(other, one) : compare(one, other)) || byName.compare(one.name, other.name),
  );
}
