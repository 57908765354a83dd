import { lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { notRegularFile } from "../../files/regular-file.ts";
import { isWithin } from "../../files/scan-root.ts";
import { systemErrorReason } from "../../files/system-error-text.ts";
import type { FileProblem } from "../scan-library.ts";
import { identityOf, isNamedLikeVideo, type Listing, looksBehindLinks } from "./listing-thread.ts";
import { isPassedOverDirectory } from "./passed-over.ts";
import type { WalkRules } from "./walk-events.ts";

export type Seen =
  | { readonly kind: "file"; readonly stats: Stats }
  | { readonly kind: "directory" }
  | { readonly kind: "problem"; readonly problem: FileProblem }
  /** It was listed, and gone a moment later. */
  | { readonly kind: "vanished" }
  /** Nothing that concerns a scan. */
  | { readonly kind: "other" };

/** Where an entry was listed. */
export interface Place {
  readonly listing: Listing;
  /** What `identityOf` gives for the directories above. */
  readonly above: readonly string[];
  readonly rules: WalkRules;
}

/** Finds out what an entry of a directory is. */
export function lookAt(name: string, place: Place): Seen {
  const { listing } = place;
  const path = pathIn(listing.path, name);
  const kind = listing.special.size === 0 ? undefined : listing.special.get(name);
  if (typeof kind === "object") return notUtf8(path, kind, place);
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "vanished" };
    if (stats.isSymbolicLink()) return lookBehindLink(name, path, stats, place);
    if (stats.isDirectory()) return { kind: "directory" };
    // What had to be looked at as its kind was not known.
    if (kind !== undefined && !isNamedLikeVideo(name, place.rules.extensions)) return { kind: "other" };
    return stats.isFile() ? { kind: "file", stats } : problemOf(path, stats, notRegularFile(stats));
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return { kind: "vanished" };
    return problemOf(path, null, { code: "unreadable", message: systemErrorReason(error) });
  }
}

/** Joins as `path.join` does where `name` is that of an entry. */
export function pathIn(directory: string, name: string): string {
  return directory.endsWith(separator) ? directory + name : directory + separator + name;
}

const separator = process.platform === "win32" ? "\\" : "/";

export function statOf(stats: Stats): { size: number; modifiedUs: number } {
  return { size: stats.size, modifiedUs: Math.round(stats.mtimeMs * 1_000) };
}

function lookBehindLink(name: string, path: string, link: Stats, { listing, above, rules }: Place): Seen {
  const { extensions, roots = [], includeHidden = false } = rules;
  const isVideo = isNamedLikeVideo(name, extensions);
  const problem = (code: string, message: string) => problemOf(path, link, { code, message });
  const mayFollow = () => {
    if (roots.length === 0) return true;
    const target = realpathSync.native(path);
    return roots.some((root) => isWithin(target, root));
  };
  try {
    const target = statSync(path, { throwIfNoEntry: false });
    if (target === undefined) {
      return isVideo ? problem("dangling_link", "is a link to a file that is not there") : { kind: "other" };
    }
    if (!target.isDirectory()) {
      if (!isVideo) return { kind: "other" };
      if (!mayFollow()) return problem("link_outside_roots", "is a link to a file outside the allowed directories");
      return target.isFile() ? { kind: "file", stats: target } : problemOf(path, target, notRegularFile(target));
    }
    if (!looksBehindLinks(rules)) return { kind: "other" };
    if (!includeHidden && isPassedOverDirectory(name)) return { kind: "directory" };
    if (!mayFollow()) return problem("link_outside_roots", "is a link to a directory outside the allowed directories");
    const identity = identityOf(statSync(path, { bigint: true }));
    if (identity === listing.identity || above.includes(identity)) {
      return problem("link_loop", "is a link to a directory that it is in itself, so there would be no end of it");
    }
    return { kind: "directory" };
  } catch (error) {
    if (!isVideo && "ELOOP" === codeOf(error)) return { kind: "other" };
    return problem("unreadable", `is a link that cannot be followed: ${systemErrorReason(error)}`);
  }
}

function notUtf8(path: string, name: Buffer, { listing }: Place): Seen {
  const message = "its name is not UTF-8. Rename it to have it scanned.";
  let stats: Stats | null = null;
  try {
    stats = lstatSync(Buffer.concat([Buffer.from(pathIn(listing.path, "")), name]));
  } catch {
    // That it is there is known, and why it is not scanned.
  }
  return problemOf(path, stats, { code: "name_not_utf8", message });
}

function problemOf(path: string, stats: Stats | null, why: { readonly code: string; readonly message: string }): Seen {
  return { kind: "problem", problem: { path, stat: stats === null ? null : statOf(stats), ...why } };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
