/** Whether people may use a path, and what they are told if they may not. */

import { type Said, said, say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";
import type { Root } from "./allowed-roots.ts";
import { isAllowed, isWithin } from "./is-within.ts";
import { legiblePath } from "./legible-path.ts";
import type { ResolvedPath } from "./resolve-path.ts";

export type PathRefusal =
  /** The path is not a directory that can be read. `absent`: nothing is there. */
  ({ readonly kind: "invalid_path"; readonly absent: boolean } & Said) | ({ readonly kind: "not_allowed" } & Said);

/**
 * Why the path may not be used; null if it may.
 *
 * The reason names the place where a path ends only if this place is in a root, or on the way to the named root.
 */
export function refusalOf(path: string, resolved: ResolvedPath, all: readonly Root[]): PathRefusal | null {
  const roots = all.map((root) => root.path);
  if (isAllowed(resolved.kind === "resolved" ? resolved.path : resolved.at, roots)) return null;
  const named = all.find(({ configured }) => isWithin(path, configured));
  if (named?.problem === null || named === undefined) return notAllowed(path, all);
  return invalid(path, named.problem);
}

/** @param why the end of a sentence */
export function invalid(path: string, why: Sentence, absent = false): PathRefusal {
  return { kind: "invalid_path", ...say("cannot_read", { path: legiblePath(path), why }), absent };
}

/** Asks about the disk of a directory that was there before. */
export function thatWasThere({ sentence }: Extract<PathRefusal, { kind: "invalid_path" }>): Said {
  return said({ id: "cannot_read_any_more", values: sentence.values });
}

export function notAllowed(path: string, roots: readonly Root[]): PathRefusal {
  const where = roots.map(({ configured }) => legiblePath(configured));
  return { kind: "not_allowed", ...say("outside_roots", { path: legiblePath(path), roots: where }) };
}
