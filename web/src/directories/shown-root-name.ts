import type { RootJson } from "../../../src/api/contract/roots.ts";

/** What names a directory where only its name is shown: its path, if another directory of the library has the same name. */
export function shownRootName({ name, path }: RootJson, roots: readonly RootJson[]): string {
  const isNamedTwice = roots.some((other) => other.path !== path && other.name.toLowerCase() === name.toLowerCase());
  return isNamedTwice ? path : name;
}
