import { isWithin } from "../../files/is-within.ts";
import type { ExcludeRules } from "../exclude/exclusions.ts";

/** Which entries of a tree a scan looks at. The server makes them once from its settings and hands them to every scan. */
export interface WalkRules {
  /** Extensions of video files, with their dot, in lower case. */
  readonly extensions: ReadonlySet<string>;
  /** Whether to look behind links to directories. A link to a file counts as a file in any case. */
  readonly followLinks: boolean;
  /** Whether to look also at the entries that passed-over.ts names. */
  readonly includeHidden: boolean;
  /** Real paths of the allowed directories: links are followed only into these. An empty list allows every place. */
  readonly roots: readonly string[];
  /** The patterns of what to leave out. Default: none. The files that `own-exclusion-thread.ts` names are read anyway. */
  readonly exclude?: ExcludeRules;
  /** Parts of the tree that have rules of their own: directories of the library in the scanned one. Default: none. */
  readonly parts?: readonly PartOfTree[];
}

/** A directory in a scanned one, with everything below it. No part lies in another one. */
export interface PartOfTree extends Pick<WalkScope, "recursive" | "followLinks" | "includeHidden"> {
  /** Absolute. Its patterns are in `ExcludeRules.parts`. */
  readonly path: string;
}

/** The rules of one walk. They are sent to threads, so they must be structured-cloneable. */
export interface WalkScope extends WalkRules {
  /** Whether to look into subdirectories. */
  readonly recursive: boolean;
}

/** The usual extensions of video files. */
export const videoExtensions: ReadonlySet<string> = new Set(
  ".mp4 .m4v .mov .f4v .mkv .webm .avi .divx .ts .m2t .m2ts .mts .mpg .mpeg .vob .wmv .asf .flv .ogv .ogm .3gp".split(
    " ",
  ),
);

/** The rules that hold in a directory of the walk: those of its part of the tree, or else those of the walk. */
export function rulesIn(directory: string, scope: WalkScope): WalkScope {
  const part = scope.parts?.find(({ path }) => isWithin(directory, path));
  if (part === undefined) return scope;
  const { followLinks, includeHidden } = part;
  return { ...scope, recursive: scope.recursive && part.recursive, followLinks, includeHidden };
}

/** Whether a part of the tree begins with this directory. */
export function beginsPart(directory: string, { parts = [] }: Pick<WalkScope, "parts">): boolean {
  return parts.some(({ path }) => path === directory);
}

/** Whether directories behind links are part of the tree. */
export function looksBehindLinks({ recursive, followLinks }: WalkScope): boolean {
  return recursive && followLinks;
}

export function isNamedLikeVideo(name: string, { extensions }: Pick<WalkRules, "extensions">): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && extensions.has(name.slice(dot).toLowerCase());
}
