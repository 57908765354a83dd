import type { VideoJson, VideoSortJson } from "../api/contract/videos.ts";
import type { ApiClient, VideoListQuery } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { count, playingTime } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { shownPath } from "./shown-path.ts";

const pageSize = 100;
/** How many videos a terminal shows unless told otherwise. */
const terminalLimit = 100;

/** Orders by name, and the order of the API that each stands for. */
const orders = {
  added: "-created_at",
  name: "filename",
  length: "-duration_seconds",
  size: "-file_size",
  modified: "-modified_at",
  resolution: "-resolution",
  codec: "video_codec",
} as const satisfies Readonly<Record<string, VideoSortJson>>;
export type VideoOrder = keyof typeof orders;

export interface VideosFlags {
  /** How many videos to list. Undefined: as many as a terminal shows well, or all for a program. */
  readonly limit?: number;
  readonly sort: VideoOrder;
  readonly reverse: boolean;
  /** Only videos of this codec. */
  readonly codec?: string;
  /** Only videos whose files are missing. */
  readonly missing: boolean;
  /** Only videos that are suspect for any reason. */
  readonly suspect: boolean;
  /** Only videos that a check has found broken. */
  readonly broken: boolean;
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
    const list: VideoListQuery = {
      q: query,
      video_codec: flags.codec?.toLowerCase(),
      missing: flags.missing || undefined,
      suspect: flags.suspect ? "any" : undefined,
      broken: flags.broken || undefined,
      sort: flags.reverse ? reversed(orders[flags.sort]) : orders[flags.sort],
    };
    let shown = 0;
    let total = 0;
    try {
      if (flags.csv) {
        for await (const part of client.videosAsCsv(list)) {
          shown += 1;
          out.csv(part);
          await out.drained();
        }
        return 0;
      }
      for await (const page of pages(client, list, limit)) {
        total = page.total;
        for (const video of page.videos) {
          shown += 1;
          if (flags.json) out.jsonLine(video);
          else if (flags.paths || flags.nul) out.path(video.path, flags.nul ? "\0" : "\n");
          else out.line(line(video));
        }
        await out.drained();
      }
    } catch (cause) {
      // A second try would print the first videos again.
      if (shown > 0)
        throw new Error("The list is incomplete: the server does not answer any more. Try again.", { cause });
      throw cause;
    }
    if (flags.json || flags.paths || flags.nul) return 0;
    if (shown === 0) err.say(nothingFound(query, flags, context));
    else if (shown < total) err.say(`${count(shown)} of ${count(total)} videos. --limit ${total} lists all of them.`);
    return 0;
  });
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

function line(video: VideoJson): string {
  const time = timeOf(video);
  const size = `${video.width}x${video.height}`;
  const trouble = troubleOf(video);
  return `${time.padStart(8)}  ${size.padEnd(9)}  ${video.video_codec.padEnd(10)}  ${shownPath(video.path)}${trouble}`;
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

function nothingFound(query: string | undefined, flags: VideosFlags, { ownCommand }: CommandContext): string {
  if (query !== undefined) return `No video has every word of "${query}" in its path.`;
  if (flags.missing) return "No video is missing.";
  if (flags.suspect) {
    // Rows of an older program say nothing about this.
    return (
      "No video that this version of Gleaner has read is cut off, and no length is in doubt. " +
      "The next scan of a directory checks videos that an older version read."
    );
  }
  if (flags.broken) return `No check has found a broken video. Check all of them with: ${ownCommand("check")}`;
  if (flags.codec !== undefined) return `No video has the codec "${flags.codec}".`;
  return `The library is empty. Fill it with: ${ownCommand("scan", "DIR")}`;
}
