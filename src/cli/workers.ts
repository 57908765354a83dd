import type { WorkerJson } from "../api/contract/workers.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { shownLetters } from "./find-scan.ts";
import { printable } from "./printable.ts";
import { duration } from "./quantities.ts";
import { withServer } from "./reach-server.ts";

/** `gleaner workers`: the processes that read files for the scans of a library on Postgres. */
export async function workers(context: CommandContext, flags: { readonly json: boolean }): Promise<ExitCode> {
  const { out } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner workers", async (client) => {
    const found = await client.workers();
    if (flags.json) for (const worker of found) out.jsonLine(worker);
    else if (found.length === 0) out.say("There are no workers: only a library on Postgres (DATABASE_URL) has them.");
    else for (const worker of found) out.say(lines(worker).join("\n"), { indent: 4 });
    return 0;
  });
}

function lines(worker: WorkerJson): readonly string[] {
  const { host, pid, since, path_map: map, only, problems, leaves } = worker;
  const ago = duration(Math.max(0, Date.now() - Date.parse(since)));
  return [
    `${printable(host)}, process ${pid}: ${activity(worker)} for ${ago}`,
    ...only.map((directory) => `  only files in ${printable(directory)}`),
    ...map.map((entry) => `  has ${printable(entry.replace("=", " at "))}`),
    ...leaves.map(({ directory }) => `  leaves ${printable(directory)} to other workers for a moment`),
    ...problems.map((problem) => `  problem: ${printable(problem)}`),
  ];
}

/** To be read before a duration. */
function activity({ state, job_id: jobId }: WorkerJson): string {
  switch (state) {
    case "working":
      return `reading files${jobId === null ? "" : ` of scan ${jobId.slice(0, shownLetters)}`}`;
    case "idle":
      return "waiting for files";
    case "paused":
      return "reading no files because of a problem,";
    case "silent":
      return "no sign of life";
  }
}
