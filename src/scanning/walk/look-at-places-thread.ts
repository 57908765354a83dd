import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { type OpenDirectory, withDirectory } from "../../files/open-known-directory-thread.ts";
import { codeOf } from "../../files/opened-object-thread.ts";
import { isOutOfFiles } from "../../files/system-error-text.ts";
import type { DiskIds } from "./disk-id-thread.ts";
import { isNamedOtherwise, type NamesInDirectory, namesIn } from "./find-absent-thread.ts";
import { identityStatOf, statOf } from "./look-at-entry-thread.ts";
import type { PlaceNow } from "./thread-messages.ts";
import { looksBehindLinks, rulesIn, type WalkScope } from "./walk-rules.ts";

interface LookOptions {
  readonly disks: DiskIds;
  readonly rules: WalkScope;
  /** Asked before each name. */
  readonly mayGoOn: () => boolean;
}

/**
 * What is at names of a directory. See `FileThreads.lookAtPlaces`.
 *
 * @returns null where `mayGoOn` said no
 */
export function lookAtPlaces(
  directory: string,
  names: readonly string[],
  options: LookOptions,
): readonly PlaceNow[] | null {
  for (let nearest = directory; ; nearest = dirname(nearest)) {
    if (!options.mayGoOn()) return null;
    try {
      return open(nearest, options, (opened) => {
        const { id: disk } = options.disks.diskOf(opened);
        if (nearest === directory) return lookIn(opened, names, options);
        const absent: PlaceNow = { kind: "absent", disk };
        return names.map(() => absent);
      });
    } catch (error) {
      if (isOutOfFiles(error)) throw error;
      if (!isAbsence(error) || nearest === dirname(nearest)) return names.map(() => ({ kind: "unknown" }));
    }
  }
}

function open<Result>(path: string, { rules }: LookOptions, use: (opened: OpenDirectory) => Result): Result {
  return withDirectory(path, { roots: rules.roots, followLinks: looksBehindLinks(rulesIn(path, rules)) }, use);
}

function isAbsence(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

function lookIn(
  opened: OpenDirectory,
  names: readonly string[],
  { disks, mayGoOn }: LookOptions,
): readonly PlaceNow[] | null {
  const disk = disks.diskOf(opened);
  // One object for all of them, which is also sent only once.
  const absent: PlaceNow = { kind: "absent", disk: disk.id };
  const places: PlaceNow[] = [];
  let listing: NamesInDirectory | null = null;
  for (const name of names) {
    if (!mayGoOn()) return null;
    try {
      const stats = lstatSync(opened.entries + name, { throwIfNoEntry: false });
      if (stats !== undefined) listing ??= namesIn(opened);
      if (stats === undefined || (listing !== null && isNamedOtherwise(name, listing))) {
        places.push(absent);
        continue;
      }
      if (stats.isSymbolicLink()) {
        places.push({ kind: "unknown" });
        continue;
      }
      const fileNumber = disk.keepsFileNumbers ? (identityStatOf(stats)?.fileNumber ?? null) : null;
      places.push({ kind: "taken", disk: disk.id, ...statOf(stats), fileNumber });
    } catch {
      places.push({ kind: "unknown" });
    }
  }
  return places;
}
