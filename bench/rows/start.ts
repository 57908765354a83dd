/**
 * Measures from the start of `gleaner scan` to the first probed file. The directory has one film, whose row holds the
 * time of its commit. With one file, no batch has to fill, so this is the moment when the probe ended.
 */
import { runGleaner } from "../../test/gleaner-process.ts";
import type { BenchRun, Findings } from "../bench-run.ts";
import { withSpread } from "../quantities.ts";
import type { Goal } from "../row.ts";
import { runScanProcess } from "../scan-process.ts";
import { spreadOf } from "../statistics.ts";
import { timeCommand } from "../time-command.ts";

const promptness: Goal = { better: "lower", reach: 350, goFor: 250 };

export async function measureStart({ settings, workspace, say, signal }: BenchRun): Promise<Findings> {
  const tree = await workspace.tree("film links", 1);
  say("start: one run to warm up");
  await runScanProcess(tree.root, workspace.freshData(), { signal });
  const toFirst: number[] = [];
  const processes: number[] = [];
  const nodes: number[] = [];
  for (let nth = 0; nth < settings.runs; nth++) {
    say(`start, ${nth + 1} of ${settings.runs}`);
    nodes.push(await timeCommand(process.execPath, ["--eval", "0"], { signal }));
    const data = workspace.freshData();
    const startedAt = Date.now();
    const { processMs } = await runScanProcess(tree.root, data, { signal });
    toFirst.push((await writtenAt(data)) - startedAt);
    processes.push(processMs);
  }
  const first = spreadOf(toFirst);
  return {
    rows: [
      {
        what: "start of gleaner scan to the first film probed",
        gleaner: `whole process: ${withSpread(spreadOf(processes), "ms")}`,
        instead: `node --eval 0: ${withSpread(spreadOf(nodes), "ms")}`,
        figure: first.median,
        figureText: withSpread(first, "ms"),
        goal: promptness,
      },
    ],
    notes: [
      "**Start.** From before the process is started (`node dist/main.js scan`, what `./gleaner scan` comes to once everything is set up, with code that was compiled before) until the first video is written, by the time in its row; one film in a directory (H.264 1080p and AAC in mp4), a new library each time. Next to it what Node takes to start and end without doing anything.",
    ],
  };
}

/** The time of the commit of the only video in a library, in milliseconds since 1970. */
async function writtenAt(dataDirectory: string): Promise<number> {
  const { stdout } = await runGleaner(["videos", "--json", "--data", dataDirectory]);
  const video: unknown = JSON.parse(stdout);
  if (typeof video !== "object" || video === null || !("created_at" in video)) {
    throw new Error(`One video was to be in the library, and not: ${stdout}`);
  }
  return Date.parse(String(video.created_at));
}
