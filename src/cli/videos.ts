import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import type { VideoJson, VideoSortJson } from "../api/contract/videos.ts";
import type { VideoListQuery } from "./api/video-calls.ts";
import type { ApiClient } from "./api-client.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { endOfList } from "./end-of-list.ts";
import { noVideoMatches } from "./no-video-matches.ts";
import { listBrokeOff, printCsv } from "./print-csv.ts";
import { printable } from "./printable.ts";
import { bytes, count, playingTime } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { requireForwardRanges } from "./require-forward-ranges.ts";
import { requireKnownPlace } from "./require-known-place.ts";
import { onTopOf, savedFiltersNamed } from "./saved-filters-named.ts";
import { shownPath } from "./shown-path.ts";
import { unknownValues } from "./unknown-values.ts";
import { filterOfFlags, type VideoFilterFlags } from "./video-filter-flags.ts";

const pageSize = 100;
/** How many videos a terminal shows unless told otherwise. */
const terminalLimit = 100;

/** Orders by name, and the order of the API that each stands for. */
const orders = {
  added: "-created_at",
  name: "filename",
  folder: "path",
  length: "-duration_seconds",
  size: "-file_size",
  modified: "-modified_at",
  resolution: "-resolution",
  codec: "video_codec",
} as const satisfies Readonly<Record<string, VideoSortJson>>;
export type VideoOrder = keyof typeof orders;

export interface VideosFlags extends VideoFilterFlags {
  /** How many videos to list. Undefined: as many as a terminal shows well, or all for a program. */
  readonly limit?: number;
  /** Undefined: newest first, or the order of the saved filters. */
  readonly sort?: VideoOrder;
  readonly reverse: boolean;
  /** The name of saved filters. */
  readonly saved?: string;
  readonly paths: boolean;
  readonly nul: boolean;
  readonly json: boolean;
  readonly csv: boolean;
}

/** `gleaner videos [QUERY]`: lists videos, one a line: for people, as JSON objects, as CSV, or as paths. */
export async function videos(
  context: CommandContext,
  query: string | undefined,
  flags: VideosFlags,
): Promise<ExitCode> {
  const { out, err } = context;
  const limit = flags.limit ?? (out.isTerminal ? terminalLimit : Infinity);
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner videos", async (client) => {
    const list = await queryOf(client, query, flags, context);
    for (const sentence of await unknownValues(client, list)) err.say(sentence);
    if (flags.csv) return printCsv(client, out, { list: "videos", query: list });
    let shown = 0;
    try {
      // No wider than they must be, so that a terminal of 80 has room for paths.
      const widths = { size: 0, codec: 0 };
      for await (const page of pages(client, list, limit)) {
        for (const video of page.videos) {
          widths.size = Math.max(widths.size, bytes(video.file_size).length);
          widths.codec = Math.max(widths.codec, video.video_codec.length);
        }
        for (const video of page.videos) {
          shown += 1;
          if (flags.json) out.jsonLine(video);
          else if (flags.paths || flags.nul) out.path(video.path, flags.nul ? "\0" : "\n");
          else out.table({ rows: [row(video)], numbers, least: [7, widths.size, 9, widths.codec], narrow: "below" });
        }
        await out.drained();
      }
    } catch (cause) {
      throw shown > 0 ? listBrokeOff(cause) : cause;
    }
    if (flags.json || flags.paths || flags.nul) return 0;
    const { sort: _sort, ...filter } = list;
    if (shown === 0) {
      err.say(nothingFound(query, flags, context) ?? (await noVideoMatches(client, filter)));
      return 0;
    }
    const { total } = await client.statistics(filter);
    for (const sentence of endOfList(shown, limit, total)) err.say(sentence);
    return 0;
  });
}

/** @throws WrongUsage if there are no filters with the name that the flags give, or a range ends before it begins */
async function queryOf(
  client: ApiClient,
  words: string | undefined,
  flags: VideosFlags,
  context: CommandContext,
): Promise<VideoListQuery> {
  const directory = flags.under ?? flags.in;
  const own = filterOfFlags(flags, directory === undefined ? undefined : await asInLibrary(directory, context));
  const saved = flags.saved === undefined ? undefined : await savedFiltersNamed(client, flags.saved);
  const sort = flags.sort === undefined ? (saved?.sort ?? orders.added) : orders[flags.sort];
  const filter = onTopOf(saved?.filter, own);
  requireForwardRanges(filter);
  await requireKnownPlace(client, filter.path, context);
  return {
    ...filter,
    ...(words !== undefined && { q: words }),
    sort: flags.reverse ? reversed(sort) : sort,
  };
}

async function* pages(client: ApiClient, query: VideoListQuery, limit: number) {
  let left = limit;
  let cursor: string | undefined;
  do {
    const page = await client.videos({ ...query, limit: Math.min(pageSize, left), cursor });
    yield page;
    left -= page.videos.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && left > 0);
}

function reversed(sort: VideoSortJson): VideoSortJson {
  return (sort.startsWith("-") ? sort.slice(1) : `-${sort}`) as VideoSortJson;
}

/** The columns of length and size. */
const numbers = new Set([0, 1]);

function row(video: VideoJson): readonly string[] {
  const size = bytes(video.file_size);
  const path = `${shownPath(video.path)}${troubleOf(video)}`;
  return [timeOf(video), size, `${video.width}x${video.height}`, printable(video.video_codec), path];
}

/** A length in doubt has a question mark. */
function timeOf({ duration_seconds: seconds, suspect }: VideoJson): string {
  if (seconds === null) return "?";
  if (suspect !== "length") return playingTime(seconds);
  const hours = Math.round(seconds / 3_600);
  return hours < 100 ? `${playingTime(seconds)}?` : `${count(hours)} h?`;
}

function troubleOf({ missing_since: missingSince, problem, suspect, broken }: VideoJson): string {
  if (missingSince !== null) return "  (missing)";
  if (problem !== null) return "  (cannot be read)";
  if (broken === true) return "  (broken)";
  return suspect === "truncated" ? "  (cut off)" : suspect === "length" ? "  (length in doubt)" : "";
}

/** Null: a filter is the reason. */
function nothingFound(query: string | undefined, flags: VideosFlags, { ownCommand }: CommandContext): string | null {
  if (query !== undefined) return `No video has every word of "${query}" in its path.`;
  const isOnly = (name: keyof VideoFilterJson) => Object.keys(filterOfFlags(flags, undefined)).join() === name;
  if (isOnly("missing") && flags.missing) return "No video is missing.";
  if (isOnly("suspect")) {
    // Rows of an older program say nothing about this.
    return (
      "No video that this version of Gleaner has read is cut off, and no length is in doubt. " +
      "The next scan of a directory checks videos that an older version read."
    );
  }
  if (isOnly("broken")) return `No check has found a broken video. Check all of them with: ${ownCommand("check")}`;
  const directory = flags.under ?? flags.in;
  const names = Object.keys(filterOfFlags(flags, directory));
  if (
    directory !== undefined &&
    flags.saved === undefined &&
    names.every((name) => /^(?:path|recursive)$/.test(name))
  ) {
    return `The library has no videos ${flags.in === undefined ? "in" : "directly in"} ${shownPath(directory)}.`;
  }
  if (names.length > 0 || flags.saved !== undefined) return null;
  return `The library is empty. Fill it with: ${ownCommand("scan", "DIR")}`;
}
