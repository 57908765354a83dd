import type { ExportedList } from "../api/contract/exports.ts";
import type { FileErrorJson } from "../api/contract/file-errors.ts";
import { isAboutDirectory } from "../scanning/directory-problems.ts";
import type { Query } from "./api/server-connection.ts";
import type { ApiClient } from "./api-client.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { findScan } from "./find-scan.ts";
import { listBrokeOff, printCsv } from "./print-csv.ts";
import { printable } from "./printable.ts";
import { countOf } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { requireKnownPlace } from "./require-known-place.ts";
import { shownPath } from "./shown-path.ts";

const pageSize = 1_000;

export interface ProblemsFlags {
  /** Only what this scan could not read, also if a later scan could: its id or the beginning of it. */
  readonly scan?: string;
  readonly paths: boolean;
  readonly nul: boolean;
  readonly json: boolean;
  readonly csv: boolean;
}

/** `gleaner problems [DIR]`: the files and directories that could not be read, one a line. */
export async function problems(
  context: CommandContext,
  directory: string | undefined,
  flags: ProblemsFlags,
): Promise<ExitCode> {
  const { out, err } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner problems", async (client) => {
    const list = await listOf(client, directory, flags, context);
    if (flags.csv) return printCsv(client, out, list);
    let [files, directories] = [0, 0];
    try {
      for await (const errors of pages(client, list)) {
        for (const error of errors) {
          if (isAboutDirectory(error)) directories += 1;
          else files += 1;
          if (flags.json) out.jsonLine(error);
          else if (flags.paths || flags.nul) out.path(error.path, flags.nul ? "\0" : "\n");
          else out.say(`${shownPath(error.path)}: ${printable(error.error)}`, { indent: 2 });
        }
        await out.drained();
      }
    } catch (cause) {
      throw files + directories > 0 ? listBrokeOff(cause) : cause;
    }
    if (flags.json || flags.paths || flags.nul) return 0;
    err.say(inWords(files, directories, flags));
    return 0;
  });
}

interface ProblemList {
  readonly list: ExportedList;
  readonly query: Query;
  /** The id of the scan whose errors these are; null for all problems. */
  readonly scan: string | null;
}

async function listOf(
  client: ApiClient,
  directory: string | undefined,
  { scan }: ProblemsFlags,
  context: CommandContext,
): Promise<ProblemList> {
  if (scan !== undefined) {
    const id = await findScan(client, scan, context);
    return { list: `jobs/${encodeURIComponent(id)}/errors`, query: {}, scan: id };
  }
  const path = directory === undefined ? undefined : await asInLibrary(directory, context);
  await requireKnownPlace(client, path, context);
  return { list: "videos/problems", query: { path }, scan: null };
}

async function* pages(
  client: ApiClient,
  { scan, query }: ProblemList,
): AsyncGenerator<readonly FileErrorJson[], void, undefined> {
  let cursor: string | undefined;
  do {
    if (scan === null) {
      const page = await client.problems({ ...query, limit: pageSize, cursor });
      yield page.problems;
      cursor = page.next_cursor ?? undefined;
    } else {
      const page = await client.jobErrors(scan, { limit: pageSize, cursor });
      yield page.errors;
      cursor = page.next_cursor ?? undefined;
    }
  } while (cursor !== undefined);
}

function inWords(files: number, directories: number, { scan }: ProblemsFlags): string {
  const when = scan === undefined ? "when last tried" : "by this scan";
  if (files + directories === 0) return `Everything could be read ${when}.`;
  const parts = [
    ...(directories === 0 ? [] : [countOf(directories, "directory", "directories")]),
    ...(files === 0 ? [] : [countOf(files, "file")]),
  ];
  return `${parts.join(" and ")} could not be read ${when}.`;
}
