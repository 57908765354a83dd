import type { DuplicateGroupJson, DuplicatesJson, DuplicateVideoJson } from "../api/contract/duplicates.ts";
import type { ApiClient } from "./api-client.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { partsOfGroup } from "./parts-of-group.ts";
import { printCopies } from "./print-copies.ts";
import { printCsv } from "./print-csv.ts";
import { bytes, count, countOf } from "./quantities.ts";
import { requireLibrary, withServer } from "./reach-server.ts";
import { requireKnownPlace } from "./require-known-place.ts";
import { runScan } from "./run-scan.ts";
import { shownPath } from "./shown-path.ts";

export interface DuplicatesFlags {
  /** Compares the files first. */
  readonly compare: boolean;
  /** Only the paths of equal files, without the oldest of each. */
  readonly paths: boolean;
  readonly nul: boolean;
  readonly json: boolean;
  readonly csv: boolean;
}

/**
 * `gleaner duplicates [DIR]`: files that are equal, or may be.
 *
 * @param directory only groups with a file in it; all if it is left out
 */
export async function duplicates(
  context: CommandContext,
  directory: string | undefined,
  flags: DuplicatesFlags,
): Promise<ExitCode> {
  await requireLibrary(context);
  const path = directory === undefined ? undefined : await asInLibrary(directory, context);
  if (!flags.compare) return list(context, path, flags);
  const { exitCode } = await runScan(context, {
    command: "gleaner duplicates",
    json: flags.json,
    scansAtOnce: false,
    start: async (client) => {
      await requireKnownPlace(client, path, context);
      return (await client.compareFiles(path === undefined ? {} : { path })).job_id;
    },
  });
  if (exitCode === 130 || flags.json) return exitCode;
  await list(context, path, flags);
  return exitCode;
}

async function list(context: CommandContext, path: string | undefined, flags: DuplicatesFlags): Promise<ExitCode> {
  const { out, err, ownCommand } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner duplicates", async (client) => {
    await requireKnownPlace(client, path, context);
    if (flags.csv) return printCsv(client, out, { list: "duplicates", query: { path } });
    const end = flags.nul ? "\0" : "\n";
    let first: DuplicatesJson | null = null;
    // A group whose gain shrinks meanwhile comes once more. Another of its files might stay then.
    const printed = new Set<string>();
    for await (const page of pages(client, path)) {
      first ??= page;
      for (const group of page.groups) {
        if (flags.paths || flags.nul) {
          if (!printed.has(group.id)) await printCopies(client, group, { print: (path) => out.path(path, end), out });
          printed.add(group.id);
        } else if (flags.json) {
          for await (const part of partsOfGroup(client, group)) {
            out.jsonLine(part);
            await out.drained();
          }
        } else await printGroup(client, group, out);
      }
      await out.drained();
    }
    if (first === null || flags.json || flags.paths || flags.nul) return 0;
    out.say(inWords(first, path));
    if (first.unknown > 0) err.say(unknownText(first.unknown));
    if (first.totals.likely > 0) {
      err.say(`Compare them with: ${ownCommand("duplicates", ...(path === undefined ? [] : [path]), "--compare")}`);
    }
    return 0;
  });
}

async function* pages(client: ApiClient, path: string | undefined): AsyncGenerator<DuplicatesJson, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await client.duplicates({ path, cursor });
    yield page;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

const stateText = {
  confirmed: "equal",
  likely: "not compared yet",
  linked: "hard links of one file",
  different: "different",
} as const;

async function printGroup(client: ApiClient, group: DuplicateGroupJson, out: CommandContext["out"]): Promise<void> {
  const { state, size, video_count, videos, confirmed_gain: confirmed, possible_gain: possible } = group;
  const name = state === "confirmed" && possible > 0 ? "partly equal" : stateText[state];
  out.say(`${countOf(video_count, "file")} of ${bytes(size)}: ${name}; ${gainOf(confirmed, possible)}`);
  const [first] = videos;
  const seen = new Set<string>();
  for await (const part of partsOfGroup(client, group)) {
    for (const one of part.videos) {
      const note =
        state !== "confirmed" || first === undefined
          ? ""
          : noteOn(one, { first, isLink: one.file !== null && seen.has(one.file) });
      if (one.file !== null) seen.add(one.file);
      out.say(`  ${shownPath(one.video.path)}${note}`, { indent: 4 });
    }
    await out.drained();
  }
  out.line("");
}

function gainOf(confirmed: number, possible: number): string {
  if (confirmed > 0 && possible > 0) return `${bytes(confirmed)} can be gained, and ${bytes(possible)} more perhaps`;
  if (confirmed > 0) return `${bytes(confirmed)} can be gained`;
  return possible > 0 ? `${bytes(possible)} may be gained` : "nothing can be gained";
}

/** What the file is to the first one of its group. */
function noteOn(
  one: DuplicateVideoJson,
  { first, isLink }: { readonly first: DuplicateVideoJson; readonly isLink: boolean },
): string {
  if (isLink) return "  (hard link)";
  if (one.content === null) return "  (not compared)";
  return one.sha256 === first.sha256 ? "" : `  (content ${one.content})`;
}

function inWords({ totals }: DuplicatesJson, path: string | undefined): string {
  const { confirmed, likely, linked, confirmed_gain: sure, possible_gain: possible } = totals;
  const where = path === undefined ? "" : ` with a file in ${shownPath(path)}`;
  if (confirmed + likely + linked === 0) return `No two files${where} have one size and the same beginning.`;
  const all = confirmed + likely + linked;
  const groups = `${countOf(all, "group")}${where}`;
  if (linked === all) return `${groups}: hard links of one file, nothing can be gained.`;
  return `${groups}: ${gainText(sure, possible)}${linked === 0 ? "" : ` Nothing in ${count(linked)} of them: hard links of one file.`}`;
}

/** At least one of the two is not 0. */
function gainText(sure: number, possible: number): string {
  if (sure > 0 && possible > 0) {
    return `${bytes(sure)} can be gained, and ${bytes(possible)} more may be equal.`;
  }
  return sure > 0 ? `${bytes(sure)} can be gained.` : `${bytes(possible)} may be gained.`;
}

function unknownText(count: number): string {
  const one = count === 1;
  return (
    `${countOf(count, "video")} ${one ? "was" : "were"} read by an older Gleaner, and ${one ? "is" : "are"} not among these. ` +
    `A scan with --full reads ${one ? "it" : "them"} again.`
  );
}
