import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { type OpenDirectory, withDirectory } from "../../files/open-known-directory-thread.ts";
import { isOutOfFiles } from "../../files/system-error-text.ts";
import type { DiskIds } from "./disk-id-thread.ts";
import type { ListedPlace, WantedEntry } from "./thread-messages.ts";
import { looksBehindLinks, rulesIn, type WalkScope } from "./walk-rules.ts";

interface FindAbsentOptions {
  readonly disks: DiskIds;
  readonly rules: WalkScope;
  /** Asked before each entry. */
  readonly mayGoOn: () => boolean;
}

/**
 * Names of the entries that are not in the directory. See `FileThreads.findAbsent`.
 *
 * @returns null where `mayGoOn` said no
 */
export function findAbsentEntries(
  { directory, disk }: ListedPlace,
  entries: readonly WantedEntry[],
  { disks, rules, mayGoOn }: FindAbsentOptions,
): readonly string[] | null {
  const { roots } = rules;
  try {
    return withDirectory(directory, { roots, followLinks: looksBehindLinks(rulesIn(directory, rules)) }, (open) => {
      if (disks.idOf(open) !== disk) return [];
      return absentIn(open, entries, mayGoOn);
    });
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    // A directory that cannot be opened proves nothing about its entries.
    return [];
  }
}

function absentIn(
  open: OpenDirectory,
  entries: readonly WantedEntry[],
  mayGoOn: () => boolean,
): readonly string[] | null {
  const absent: string[] = [];
  let listing: NamesInDirectory | null = null;
  for (const { name, wanted } of entries) {
    if (!mayGoOn()) return null;
    // An empty name would be the directory itself. No entry has it.
    if (name !== "" && isThere(open.entries + name, wanted)) {
      listing ??= namesIn(open);
      if (!isNamedOtherwise(name, listing)) continue;
    }
    absent.push(name);
  }
  return absent;
}

export interface NamesInDirectory {
  readonly names: ReadonlySet<string>;
  /** The names in lower case and in one Unicode form. */
  readonly folded: ReadonlySet<string>;
}

/** @throws the system's error */
export function namesIn(open: OpenDirectory): NamesInDirectory {
  const names = readdirSync(open.entries);
  return { names: new Set(names), folded: new Set(names.map(folded)) };
}

function folded(name: string): string {
  return name.normalize("NFD").toLowerCase();
}

/**
 * Whether an entry that is there has another name now. A file system that ignores case finds `Film.mp4` by the name
 * `film.mp4`, too. If the listing shows neither name, the disk contradicts itself, and the entry counts as there.
 */
export function isNamedOtherwise(name: string, { names, folded: others }: NamesInDirectory): boolean {
  return !names.has(name) && others.has(folded(name));
}

function isThere(path: string, wanted: WantedEntry["wanted"]): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return false;
    switch (wanted) {
      case "file":
        return stats.isFile() || (stats.isSymbolicLink() && mayLeadToFile(path));
      case "directory":
        return stats.isDirectory() || stats.isSymbolicLink();
      case "anything":
        return true;
    }
  } catch {
    // Something is there, but it cannot be looked at.
    return true;
  }
}

/** False only if the link leads to something else than a regular file. The disk of its target may not be mounted. */
function mayLeadToFile(link: string): boolean {
  const target = targetOf(link);
  return target === undefined || target.isFile();
}

function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
