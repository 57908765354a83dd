import { dirname } from "node:path";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { requireLibrary } from "./reach-server.ts";
import { runScan } from "./run-scan.ts";
import type { ScanFlags } from "./scan.ts";
import { shownPath } from "./shown-path.ts";
import { videoAt } from "./video-at.ts";
import { whyNoVideo } from "./why-no-video.ts";
import { WrongUsage } from "./wrong-usage.ts";

/**
 * `gleaner scan FILE...`: reads the files of videos again, and no others.
 *
 * @param files in one directory
 */
export async function scanFiles(
  context: CommandContext,
  files: readonly string[],
  { json }: Pick<ScanFlags, "json">,
): Promise<{ readonly exitCode: ExitCode; readonly mayGoOn: boolean }> {
  await requireLibrary(context);
  const paths = await Promise.all(files.map((file) => asInLibrary(file, context)));
  return runScan(context, {
    command: `gleaner scan ${files.join(" ")}`,
    json,
    start: async (client) => {
      const ids: string[] = [];
      for (const path of paths) {
        const video = await videoAt(client, path);
        if (video === null) throw new Error(await whyNoVideo(client, path, context));
        ids.push(video.id);
      }
      const [jobId] = (await client.rescan({ ids })).job_ids;
      if (jobId === undefined)
        throw new Error(`${shownPath(dirname(paths[0] ?? ""))} is in no directory of the library.`);
      return jobId;
    },
  });
}

/** @throws WrongUsage if a flag is given that is only for directories */
export function refuseFlagsOfDirectories([file = ""]: readonly string[], flags: ScanFlags): void {
  const [unfit] = flagsOfDirectories(flags);
  if (unfit !== undefined) throw new WrongUsage(`${unfit} is for directories, and ${shownPath(file)} is a file.`);
}

function flagsOfDirectories(flags: ScanFlags): readonly string[] {
  return [
    ...(flags.recursive === undefined ? [] : [flags.recursive ? "--recursive" : "--no-recursive"]),
    ...(flags.acceptEmpty ? ["--accept-empty"] : []),
    ...(flags.exclude.length > 0 ? ["--exclude"] : []),
    ...(flags.excludeSamples ? ["--exclude-samples"] : []),
    ...(flags.dryRun ? ["--dry-run"] : []),
    ...(flags.maxRate === undefined ? [] : ["--max-rate"]),
    ...(flags.followLinks === undefined ? [] : [flags.followLinks ? "--follow-links" : "--no-follow-links"]),
    ...(flags.includeHidden === undefined ? [] : [flags.includeHidden ? "--include-hidden" : "--no-include-hidden"]),
  ];
}
