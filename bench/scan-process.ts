/** Runs `gleaner scan` as people do: a process from start to end. */
import { jobSchema } from "../src/api/contract/jobs.ts";
import { startGleaner } from "../test/gleaner-process.ts";
import { type CompletedScan, completedScan } from "./measured-server.ts";

export interface ScanProcess extends CompletedScan {
  /** From before the start of the process to its end. */
  readonly processMs: number;
}

/** @throws `signal.reason` after ending the process; Error when the scan does not complete */
export async function runScanProcess(
  directory: string,
  dataDirectory: string,
  options: {
    readonly signal: AbortSignal;
    /** Settings of the program. */
    readonly environment?: Readonly<Record<string, string>>;
    /** A module to load before the program. */
    readonly preload?: URL;
  },
): Promise<ScanProcess> {
  const { signal, ...howToStart } = options;
  signal.throwIfAborted();
  const startedAt = performance.now();
  const gleaner = startGleaner(["scan", directory, "--data", dataDirectory, "--json"], howToStart);
  const stop = () => gleaner.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  try {
    const { code, stdout, stderr } = await gleaner.exit;
    const processMs = performance.now() - startedAt;
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`gleaner scan ended with ${code}, so its time means nothing: ${stderr}`);
    return { ...completedScan(jobSchema.parse(JSON.parse(stdout))), processMs };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
