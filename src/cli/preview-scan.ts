import type { ExcludePreviewJson } from "../api/contract/jobs.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { printable } from "./printable.ts";
import { count, countOf } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { requireKnownPlace } from "./require-known-place.ts";
import type { ScanFlags } from "./scan.ts";
import { shownPath } from "./shown-path.ts";

/** `gleaner scan DIR... --dry-run`: says which known videos the patterns would remove from the library. */
export async function previewScan(
  context: CommandContext,
  directories: readonly string[],
  flags: Pick<ScanFlags, "exclude" | "excludeSamples" | "json">,
): Promise<ExitCode> {
  const { out } = context;
  const wishes = { exclude: [...flags.exclude], exclude_samples: flags.excludeSamples };
  for (const directory of directories) {
    const path = await asInLibrary(directory, context);
    const preview = await withServer({ ...context, readsOnly: true }, "gleaner scan --dry-run", async (client) => {
      await requireKnownPlace(client, path, context);
      return client.previewExclusion({ path, ...wishes });
    });
    if (flags.json) out.json(preview);
    else out.say(describePreview(path, preview));
  }
  return 0;
}

function describePreview(path: string, { videos, examples }: ExcludePreviewJson): string {
  if (videos === 0) return `No known video in ${shownPath(path)} would be left out.`;
  const more = videos - examples.length;
  return [
    `${countOf(videos, "video")} in ${shownPath(path)} would be left out, and removed from the library:`,
    ...examples.map((example) => `  ${printable(example)}`),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ].join("\n");
}
