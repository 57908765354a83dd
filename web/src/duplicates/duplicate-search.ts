/** The duplicates that the address asks for. A value that makes no sense counts as absent, as in `library-search.ts`. */
import { readPath } from "../library/library-search.ts";

export const shownStates = ["confirmed", "likely"] as const;

export interface DuplicateSearch {
  /** Absent: the whole library. */
  readonly path?: string | undefined;
  /** Absent: all of them. */
  readonly state?: (typeof shownStates)[number] | undefined;
}

export function readDuplicateSearch(search: Readonly<Record<string, unknown>>): DuplicateSearch {
  const path = readPath(search["path"]);
  const state = shownStates.find((each) => each === search["state"]);
  return { ...(path !== undefined && { path }), ...(state !== undefined && { state }) };
}
