import { basename, dirname } from "node:path";
import type { FileErrorJson } from "../api/contract/file-errors.ts";
import { isNamedLikeVideo } from "../scanning/walk/walk-rules.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext } from "./command-context.ts";
import { kindOfPath } from "./kind-of-path.ts";
import { printable } from "./printable.ts";
import { shownPath } from "./shown-path.ts";

/**
 * Says why the library has no video at the path of a file, and what to do. A scan of its directory helps only if the file
 * is new.
 *
 * @param path as the library names it
 */
export async function whyNoVideo(
  client: Pick<ApiClient, "problems">,
  path: string,
  { config, serverUrl, ownCommand }: Pick<CommandContext, "config" | "serverUrl" | "ownCommand">,
): Promise<string> {
  const shown = shownPath(path);
  const directory = dirname(path);
  // Another machine has a disk and extensions of its own.
  const isHere = serverUrl === undefined;
  if (isHere && (await kindOfPath(path)) === "absent")
    return `There is nothing at ${shown}, and the library has no video there.`;
  const problem = await problemAt(client, path);
  if (problem !== null) {
    const reason = printable(problem.error);
    return (
      `${shown}: ${reason}${/[.?!]$/.test(reason) ? "" : "."}\n` +
      "A scan has found this file and could not read it. If it is damaged, copy or download it again: the next scan of its " +
      "directory reads it then. " +
      `To try it again as it is: ${ownCommand("scan", "--retry-errors", "--no-recursive", directory)}`
    );
  }
  if (isHere && !isNamedLikeVideo(basename(path), config)) {
    const endings = [...config.extensions].map((ending) => ending.slice(1)).join(" ");
    return `Scans do not read ${shown}: by its name it is no video. The names of videos end in: ${endings} (GLEANER_EXTENSIONS).`;
  }
  return (
    `The library has no video at ${shown}. Scan its directory first with: ${ownCommand("scan", directory)}\n` +
    "If there is none after that, a setting, a pattern or a file such as .nomedia leaves it out."
  );
}

/** What could not be read at a path; null if nothing is known of that. */
async function problemAt(client: Pick<ApiClient, "problems">, path: string): Promise<FileErrorJson | null> {
  let cursor: string | undefined;
  do {
    const page = await client.problems({ path: dirname(path), limit: 1_000, cursor });
    const problem = page.problems.find((one) => one.path === path);
    if (problem !== undefined) return problem;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return null;
}
