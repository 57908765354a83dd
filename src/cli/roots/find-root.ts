import type { RootJson } from "../../api/contract/roots.ts";
import { asInLibrary } from "../as-in-library.ts";
import type { CommandContext } from "../command-context.ts";
import { shownLetters } from "../find-scan.ts";
import { printable } from "../printable.ts";
import { shownPath } from "../shown-path.ts";

/** With fewer characters, a mistyped id would too easily name another directory. */
const leastCharacters = 4;

/**
 * The directory of the library that a person names: by its path, by its name, or by the first characters of its id.
 *
 * @throws Error that says what to type instead
 */
export async function findRoot(
  roots: readonly RootJson[],
  text: string,
  context: Pick<CommandContext, "ownCommand" | "serverUrl">,
): Promise<RootJson> {
  const path = await asInLibrary(text, context);
  const byPath = roots.find((root) => root.path === path);
  if (byPath !== undefined) return byPath;
  const named = (root: RootJson) => root.name.toLowerCase() === text.trim().toLowerCase();
  const beginning = text.trim().toLowerCase();
  const byId = (root: RootJson) => beginning.length >= leastCharacters && root.root_id.startsWith(beginning);
  for (const matches of [named, byId]) {
    const [only, ...others] = roots.filter(matches);
    if (only === undefined) continue;
    if (others.length === 0) return only;
    const list = [only, ...others].map((root) => `  ${root.root_id.slice(0, shownLetters)}  ${shownPath(root.path)}`);
    throw new Error(
      `Several directories of the library are called ${printable(text)}:\n${list.join("\n")}\nGive a path.`,
    );
  }
  throw new Error(
    `No directory of the library has the path, the name or the id ${printable(text)}. \`${context.ownCommand("roots")}\` lists them.`,
  );
}
