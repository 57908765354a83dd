import type { VideoJson } from "../api/contract.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { playingTime } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { shownPath } from "./shown-path.ts";

const pageSize = 100;

/** `gleaner videos [QUERY]`: the videos of the library, one a line, newest first; as JSON, one object a line. */
export async function videos(
  context: CommandContext,
  query: string | undefined,
  flags: { readonly json: boolean },
): Promise<ExitCode> {
  const { stdout, stderr } = context;
  return withServer<ExitCode>(context, "gleaner videos", async (client) => {
    let shown = 0;
    try {
      for await (const video of query === undefined ? all(client) : matching(client, query)) {
        shown += 1;
        stdout.write(`${flags.json ? JSON.stringify(video) : line(video)}\n`);
        if (stdout.writableNeedDrain) await new Promise((resolve) => stdout.once("drain", resolve));
      }
    } catch (cause) {
      // From the start again it would say everything twice.
      if (shown > 0) throw new Error("The list was cut off: its Gleaner has gone away. Run it once more.", { cause });
      throw cause;
    }
    if (shown === 0 && !flags.json) stderr.write(nothingFound(query, context));
    return 0;
  });
}

async function* all(client: ApiClient): AsyncGenerator<VideoJson, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await client.videos({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.videos;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

async function* matching(client: ApiClient, query: string): AsyncGenerator<VideoJson, void, undefined> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await client.searchVideos({ q: query, limit: pageSize, offset });
    yield* page.videos;
    if (page.videos.length < pageSize) return;
  }
}

function line(video: VideoJson): string {
  const time = video.duration_seconds === null ? "?" : playingTime(video.duration_seconds);
  const size = `${video.width}x${video.height}`;
  const trouble = video.missing_since !== null ? "  (missing)" : video.problem !== null ? "  (cannot be read)" : "";
  return `${time.padStart(8)}  ${size.padEnd(9)}  ${video.video_codec.padEnd(10)}  ${shownPath(video.path)}${trouble}`;
}

function nothingFound(query: string | undefined, { ownCommand }: CommandContext): string {
  if (query === undefined) return `The library is empty. Fill it with: ${ownCommand("scan", "DIR")}\n`;
  return `No video has every word of "${query}" in its path.\n`;
}
