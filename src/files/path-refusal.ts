/** Whether people may use a path, and what they are told if they may not. */
import type { Root } from "./allowed-roots.ts";
import { isAllowed, isWithin } from "./is-within.ts";
import { legiblePath } from "./legible-path.ts";
import type { ResolvedPath } from "./resolve-path.ts";

export type PathRefusal =
  /** The path is not a directory that can be read. `absent`: nothing is there. */
  | { readonly kind: "invalid_path"; readonly message: string; readonly absent: boolean }
  | { readonly kind: "not_allowed"; readonly message: string };

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

export function invalid(path: string, why: string, absent = false): PathRefusal {
  return { kind: "invalid_path", message: `Cannot read ${legiblePath(path)}: ${why}`, absent };
}

export function notAllowed(path: string, roots: readonly Root[]): PathRefusal {
  const where = roots.map(({ configured }) => legiblePath(configured)).join(", ");
  const message = `${legiblePath(path)} is outside the allowed directories. Choose one in: ${where}`;
  return { kind: "not_allowed", message };
}
