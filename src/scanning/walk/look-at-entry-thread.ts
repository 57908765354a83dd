import { lstatSync, type Stats } from "node:fs";
import { lookBehindLink, type OpenDirectory } from "../../files/open-known-directory-thread.ts";
import { notRegularFile } from "../../files/regular-file.ts";
import { systemErrorSentence } from "../../files/system-error-text.ts";
import { type Said, said, say } from "../../sentences/say.ts";
import type { FileProblem } from "../scan-library.ts";
import type { Listing } from "./listing-thread.ts";
import { isPassedOverDirectory } from "./passed-over.ts";
import { isNamedLikeVideo, looksBehindLinks, type WalkScope } from "./walk-rules.ts";

export type Entry =
  | { readonly kind: "file"; readonly stats: Stats; readonly isBehindLink: boolean }
  | { readonly kind: "directory" }
  | { readonly kind: "problem"; readonly problem: FileProblem }
  /** The entry was listed, but it is gone now. */
  | { readonly kind: "vanished" }
  /** An entry that scans do not look for. */
  | { readonly kind: "other" };

/** The directory of an entry. */
export interface Place {
  readonly listing: Listing;
  readonly open: OpenDirectory;
  /** Identities of the directories above. */
  readonly above: readonly string[];
  readonly rules: WalkScope;
}

/**
 * Finds out what an entry of a directory is.
 *
 * A regular file is looked at by its path, which takes half the time of a look through the open directory. If the directory
 * is exchanged for a link at this moment, the look may reach a file elsewhere. Nothing is recorded about such a file: a
 * file is opened and checked before it is probed, and an unchanged file is not recorded again. All other entries are
 * looked at through the open directory.
 */
export function lookAt(name: string, place: Place): Entry {
  const { listing, open } = place;
  const path = pathIn(listing.path, name);
  const kind = listing.special.size === 0 ? undefined : listing.special.get(name);
  if (typeof kind === "object") return notUtf8(path, kind, place);
  try {
    if (kind === undefined) {
      const stats = lstatSync(path, unlessAbsent);
      if (stats?.isFile() === true) return { kind: "file", stats, isBehindLink: false };
    }
    const stats = lstatSync(open.entries + name, unlessAbsent);
    if (stats === undefined) return { kind: "vanished" };
    if (stats.isSymbolicLink()) return lookAtLink(name, path, stats, place);
    if (stats.isDirectory()) return { kind: "directory" };
    if (kind !== undefined && !isNamedLikeVideo(name, place.rules)) return { kind: "other" };
    return stats.isFile()
      ? { kind: "file", stats, isBehindLink: false }
      : problemOf(path, stats, notRegularFile(stats));
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return { kind: "vanished" };
    return problemOf(path, null, { code: "unreadable", ...said(systemErrorSentence(error)) });
  }
}

const unlessAbsent = { throwIfNoEntry: false } as const;

/** The same as `path.join`, for the name of an entry, and faster. */
export function pathIn(directory: string, name: string): string {
  return directory.endsWith(separator) ? directory + name : directory + separator + name;
}

const separator = process.platform === "win32" ? "\\" : "/";

export function statOf(stats: Stats): { size: number; modifiedUs: number } {
  return { size: stats.size, modifiedUs: Math.round(stats.mtimeMs * 1_000) };
}

/**
 * What tells a file from others, whatever its path: its number and its change time in microseconds since 1970. Null if they
 * are larger than numbers of JavaScript hold exactly.
 */
export function identityStatOf({ ino, ctimeMs }: Stats): { fileNumber: number; changedUs: number } | null {
  const changedUs = Math.round(ctimeMs * 1_000);
  return ino > 0 && Number.isSafeInteger(ino) && Number.isSafeInteger(changedUs)
    ? { fileNumber: ino, changedUs }
    : null;
}

/** When a file was made, in microseconds since 1970; 0 if that is not known. */
export function bornUsOf({ birthtimeMs }: Stats): number {
  const bornUs = Math.round(birthtimeMs * 1_000);
  return bornUs > 0 && Number.isSafeInteger(bornUs) ? bornUs : 0;
}

function lookAtLink(name: string, path: string, link: Stats, { listing, open, above, rules }: Place): Entry {
  const { roots, includeHidden } = rules;
  const isVideo = isNamedLikeVideo(name, rules);
  const problem = (code: string, why: Said) => problemOf(path, link, { code, ...why });
  try {
    const target = lookBehindLink(open.entries + name, { roots });
    if (target === null) {
      return isVideo ? problem("dangling_link", say("dangling_link")) : { kind: "other" };
    }
    const { stats, identity, allowed } = target;
    if (!stats.isDirectory()) {
      if (!isVideo) return { kind: "other" };
      if (!allowed) return problem("link_outside_roots", say("link_to_file_outside"));
      return stats.isFile()
        ? { kind: "file", stats, isBehindLink: true }
        : problemOf(path, stats, notRegularFile(stats));
    }
    if (!looksBehindLinks(rules)) return { kind: "other" };
    if (!includeHidden && isPassedOverDirectory(name)) return { kind: "directory" };
    if (!allowed) return problem("link_outside_roots", say("link_to_directory_outside"));
    if (identity === listing.identity || above.includes(identity)) {
      return problem("link_loop", say("link_to_above"));
    }
    return { kind: "directory" };
  } catch (error) {
    if (!isVideo && "ELOOP" === codeOf(error)) return { kind: "other" };
    return problem("unreadable", say("link_not_followed", { why: systemErrorSentence(error) }));
  }
}

function notUtf8(path: string, name: Buffer, { open }: Place): Entry {
  let stats: Stats | null = null;
  try {
    stats = lstatSync(Buffer.concat([Buffer.from(open.entries), name]));
  } catch {
    // The listing proves that the entry exists, and its name is reason enough not to scan it.
  }
  return problemOf(path, stats, { code: "name_not_utf8", ...say("name_not_utf8") });
}

function problemOf(path: string, stats: Stats | null, why: Said & { readonly code: string }): Entry {
  const stat = stats === null ? null : statOf(stats);
  return { kind: "problem", problem: { path, stat, isPresent: false, ...why } };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
