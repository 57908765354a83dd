import { InvalidSetting } from "../config.ts";
import { databaseName } from "../database-name.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import type { PathMap } from "../files/path-map.ts";
import { gracePeriods, stopMs } from "../jobs/grace-periods.ts";
import { onceIn } from "../once-in.ts";
import { requireProcessLimits } from "../process-limits.ts";
import { compareSample } from "../scanning/chunks/compare-sample.ts";
import { openSharedScans } from "../server-chunks.ts";
import { openProber } from "../server-prober.ts";
import { openStore } from "../server-store.ts";
import { within } from "../within.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { aborted, listenForInterrupts } from "./interrupts.ts";
import { countOf } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";

/** How long each part but the worker itself may take to close, in milliseconds. Only parts that hang need it. */
const closeMs = 350;

/** How many directories with other videos are named. A missing disk would name all of them. */
const mostShown = 3;

/**
 * `gleaner worker`: probes files of the scans of all machines, until it is stopped.
 *
 * @param flags.map where this machine has the directories of the library
 */
export async function worker(context: CommandContext, flags: { readonly map: PathMap }): Promise<ExitCode> {
  const { config, err, onError } = context;
  const { databaseUrl, databaseDirectUrl } = config;
  if (databaseUrl === null) {
    throw new InvalidSetting("A worker joins a library on Postgres. Set DATABASE_URL to its address.");
  }
  await requireProcessLimits();
  const interrupts = listenForInterrupts(config);
  const closing = new AsyncDisposableStack();
  // A part that waits for a database or a disk that does not answer is left to the end of this process.
  const closeWithin = (ms: number, close: () => Promise<unknown>): void =>
    closing.defer(async () => void (await within(ms, close())));
  try {
    const { store } = await openStore(config, {
      ownsDirectory: true,
      readsOnly: false,
      onError,
      onMigration: undefined,
    });
    closeWithin(closeMs, () => store.close());
    const sample = await store.videos.list({ limit: 100, missing: false });
    const differing = await compareSample(sample.videos, flags.map);
    for (const { directory, example, different, compared } of differing.slice(0, mostShown)) {
      err.say(
        `${different} of ${compared} known videos in ${shownPath(directory)} ${example}. ` +
          "Mount the same files there, or give their directory with --map.",
      );
    }
    const more = differing.length - mostShown;
    if (more > 0) err.say(`Known videos in ${countOf(more, "more directory", "more directories")} differ, too.`);

    const disks = new DiskThreads();
    closing.defer(() => disks.close());
    const prober = openProber(config, disks);
    closeWithin(closeMs, () => prober.close());
    const paths = new NamedPaths({ roots: config.roots, loopbackOnly: true, disks });
    const toldOf = new Set<string>();
    const shared = await openSharedScans(
      { databaseUrl, databaseDirectUrl },
      {
        prober: () => Promise.resolve(prober),
        roots: () => paths.roots(),
        pathHere: flags.map.toHere,
        pathMap: flags.map.entries,
        graceMs: config.cancelGraceMs,
        onMismatch: ({ lease }, { path, message }) => {
          if (toldOf.has(lease.jobId)) return;
          toldOf.add(lease.jobId);
          err.say(`Files of a scan are left to other workers: ${shownPath(path)} ${message}`);
        },
        onError: onceIn(30_000, onError),
      },
    );
    closeWithin(closeMs, () => shared.close());
    closeWithin(stopMs(gracePeriods(config.cancelGraceMs)), () => shared.worker.stop());
    shared.worker.start();
    if (shared.warning !== null) err.say(shared.warning);
    err.say(`This worker reads files for ${databaseName(databaseUrl)}.`);
    err.say("Ctrl-C stops the worker. Other workers then read the rest.");
    await aborted(AbortSignal.any([interrupts.cancelled, interrupts.terminated]));
    err.say("Stopping the worker…");
    return 0;
  } finally {
    await closing.disposeAsync();
    interrupts.close();
  }
}
