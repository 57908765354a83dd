import type { FolderJson, FoldersJson } from "../api/contract/folders.ts";
import { hasSharedFiles } from "../api/contract/has-shared-files.ts";
import type { TotalsJson } from "../api/contract/totals.ts";
import type { ApiClient } from "./api-client.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { linksCountOnce } from "./links-count-once.ts";
import { printCsv } from "./print-csv.ts";
import { printable } from "./printable.ts";
import { bytes, count } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { requireKnownPlace } from "./require-known-place.ts";
import { shownPath } from "./shown-path.ts";
import type { Table } from "./table.ts";
import { lengthInWords, totalsInWords } from "./totals-in-words.ts";

/** `gleaner folders [DIR]`: the folders in a folder of the library, with how much is in each. */
export async function folders(
  context: CommandContext,
  directory: string | undefined,
  flags: { readonly json: boolean; readonly csv: boolean },
): Promise<ExitCode> {
  const { out, err } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner folders", async (client) => {
    const path = directory === undefined ? undefined : await asInLibrary(directory, context);
    await requireKnownPlace(client, path, context);
    if (flags.csv) return printCsv(client, out, { list: "folders", query: { path } });
    const rows: FolderJson[] = [];
    let first: FoldersJson | null = null;
    for await (const page of pages(client, path)) {
      first ??= page;
      if (flags.json) for (const folder of page.folders) out.jsonLine(folder);
      else rows.push(...page.folders);
      await out.drained();
    }
    if (flags.json || first === null) return 0;
    if (first.videos === 0 || first.path === null) {
      err.say(
        first.path === null
          ? "The library has no videos yet."
          : `The library has no videos in ${shownPath(first.path)}.`,
      );
      return 0;
    }
    if (rows.length > 0) out.table(tableOf(rows, first.own));
    if (hasSharedFiles(first, [first.own, ...rows])) out.say(linksCountOnce("folder"));
    out.say(`${shownPath(first.path)}: ${totalsInWords({ ...first, count: first.videos })}`);
    return 0;
  });
}

async function* pages(client: ApiClient, path: string | undefined): AsyncGenerator<FoldersJson, void, undefined> {
  let [folder, cursor] = [path, undefined as string | undefined];
  do {
    const page = await client.folders({ path: folder, cursor });
    yield page;
    // The next page is of the same folder, whatever is found meanwhile.
    [folder, cursor] = [page.path ?? undefined, page.next_cursor ?? undefined];
  } while (cursor !== undefined);
}

const head = ["VIDEOS", "MISSING", "SIZE", "LENGTH", "FOLDER"];
const numbers = new Set([0, 1, 2, 3]);

/** @param own what is in no folder of `folders` */
function tableOf(folders: readonly FolderJson[], own: TotalsJson): Table {
  const rows = folders.map((folder) => [...cells(folder), printable(folder.name)]);
  return { rows: [head, ...rows, ...(own.videos > 0 ? [[...cells(own), "(in no folder below)"]] : [])], numbers };
}

function cells({ videos, missing, bytes: size, duration_seconds: seconds }: TotalsJson): readonly string[] {
  return [count(videos), count(missing), bytes(size), lengthInWords(seconds)];
}
