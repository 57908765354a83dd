import type { FileErrorJson } from "../../api/contract/file-errors.ts";
import type { RootJson } from "../../api/contract/roots.ts";
import { isAboutDirectory } from "../../scanning/directory-problems.ts";
import type { ApiClient } from "../api-client.ts";
import { printable } from "../printable.ts";
import { count } from "../quantities.ts";
import { acceptEmptyHint } from "../scan-end.ts";
import { asksWhetherEmpty, problemsHeading } from "../scan-summary.ts";
import { shownPath } from "../shown-path.ts";

/** How many problems of a directory are looked through. */
const mostRead = 1_000;

/** How many are named. */
const mostNamed = 3;

/** What could not be read in a directory of the library, and what to do: lines of text, none if there is nothing. */
export async function problemsOfRoot(client: Pick<ApiClient, "problems">, root: RootJson): Promise<readonly string[]> {
  if (root.problems === 0) return [];
  const { problems } = await client.problems({ path: root.path, limit: mostRead });
  return linesAbout(problems, { total: Math.max(root.problems, problems.length) });
}

function linesAbout(first: readonly FileErrorJson[], { total }: { readonly total: number }): readonly string[] {
  if (first.length === 0) return [];
  // One directory that could not be read may hold more than many files.
  const named = first
    .toSorted((one, other) => Number(isAboutDirectory(other)) - Number(isAboutDirectory(one)))
    .slice(0, mostNamed);
  const more = total - named.length;
  return [
    problemsHeading({ first, total }),
    ...named.map(({ path, error }) => `  ${shownPath(path)}: ${printable(error)}`),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
    ...(asksWhetherEmpty({ first, total }) ? [acceptEmptyHint] : []),
  ];
}
