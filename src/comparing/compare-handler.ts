/** Jobs that compare files which may be equal: they hash whole files, and keep each hash. */
import type { JobHandler } from "../jobs/job-handler.ts";
import { noneCompared } from "./compare-library.ts";
import { parseComparePayload } from "./compare-payload.ts";
import { type ComparingOptions, ComparingRun } from "./comparing-run.ts";

/** How many files are chosen at once. */
const chosenAtOnce = 1_000;

/** Makes the handler that compares files for a queue. */
export function createCompareHandler(options: ComparingOptions): JobHandler {
  const { library } = options;
  return {
    initialCounts: { ...noneCompared },
    concurrency: 1,
    async run(job, context) {
      const { directory } = parseComparePayload(job.payload);
      const chunks = async function* () {
        for (let after = null, isLast = false; !isLast; ) {
          const chosen = await library.choose({ jobId: job.id, directory, after, limit: chosenAtOnce });
          yield chosen.files;
          isLast = chosen.next === null;
          after = chosen.next;
        }
      };
      const left = { files: 0, bytes: 0 };
      for await (const files of chunks()) {
        if (context.signal.aborted) return { stoppedEarly: true };
        left.files += files.length;
        for (const { size } of files) left.bytes += size;
        context.onProgress();
      }
      const run = new ComparingRun(await library.begin(context.lease, left), options, context);
      for await (const files of chunks()) {
        await run.compare(files);
        if (context.signal.aborted) return { stoppedEarly: true };
      }
      return { stoppedEarly: false };
    },
  };
}
