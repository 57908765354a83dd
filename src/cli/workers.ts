import type { WorkerJson } from "../api/contract.ts";
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
    else for (const worker of found) out.line(lines(worker).join("\n"));
    return 0;
  });
}

function lines({ host, pid, state, job_id: jobId, since, path_map: map, problems }: WorkerJson): readonly string[] {
  const ago = duration(Math.max(0, Date.now() - Date.parse(since)));
  const scan = jobId === null ? "" : ` on scan ${jobId.slice(0, shownLetters)}`;
  return [
    `${printable(host)}, process ${pid}: ${state}${scan} for ${ago}`,
    ...map.map((entry) => `  reads ${printable(entry)}`),
    ...problems.map((problem) => `  ${printable(problem)}`),
  ];
}
