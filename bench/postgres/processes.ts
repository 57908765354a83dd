/** Servers and workers as processes that share one library on Postgres. */
import { startGleaner } from "../../test/gleaner-process.ts";
import type { BenchRun } from "../bench-run.ts";
import { type MeasuredServer, startMeasuredServer } from "../measured-server.ts";

export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a server that reads no files. */
export function startServer(run: BenchRun, databaseUrl: string): Promise<MeasuredServer> {
  const environment = { DATABASE_URL: databaseUrl, GLEANER_NO_WORKER: "1" };
  return startMeasuredServer(run.workspace.freshData(), { say: run.say, signal: run.signal, environment });
}

/**
 * Starts `gleaner worker`, and waits until it takes files.
 *
 * @param options.probers how many processes read files; default: as many as there are processors
 * @param options.preload a module to load before the program
 */
export async function startWorker(
  { signal }: BenchRun,
  databaseUrl: string,
  { probers, preload }: { readonly probers?: number; readonly preload?: URL } = {},
): Promise<WorkerProcess> {
  signal.throwIfAborted();
  const environment = {
    DATABASE_URL: databaseUrl,
    ...(probers === undefined ? {} : { GLEANER_PROBERS: String(probers) }),
  };
  const worker = startGleaner(["worker"], { environment, preload });
  const kill = () => worker.kill("SIGTERM");
  signal.addEventListener("abort", kill, { once: true });
  let isToEnd = false;
  const died = worker.exit.then(({ code, stderr }) => {
    if (!isToEnd && !signal.aborted) throw new Error(`A worker that was measured has ended (${code}): ${stderr}`);
  });
  // It counts in the end, when the worker is let go.
  died.catch(() => {});
  await worker.said(/This worker reads files/);
  return {
    pid: worker.pid,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener("abort", kill);
      isToEnd = true;
      kill();
      await died;
    },
  };
}
