import { type LibraryRoot, type LibraryRoots, parseRootId } from "../library/library-roots.ts";
import { noSuchRoot } from "./require-removed.ts";

/** @param text from a request. @throws ApiError NOT_FOUND */
export async function findRoot(roots: Pick<LibraryRoots, "get">, text: string): Promise<LibraryRoot> {
  const id = parseRootId(text);
  return (id === null ? null : await roots.get(id)) ?? noSuchRoot();
}
