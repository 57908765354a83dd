import { InvalidSetting } from "../config.ts";
import { databaseName } from "../database-name.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { gracePeriods, stopMs } from "../jobs/grace-periods.ts";
import { onceIn } from "../once-in.ts";
import { requireProcessLimits } from "../process-limits.ts";
import { chunkFiles } from "../scanning/chunks/shared-probes.ts";
import { openSharedScans } from "../server/chunks.ts";
import { openProber } from "../server/prober.ts";
import { openStore, tellOutages } from "../server/store.ts";
import { within } from "../within.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { aborted, listenForInterrupts } from "./interrupts.ts";
import { printable } from "./printable.ts";
import { countOf } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";
import { inspectDirectories, type WorkerDirectories } from "./worker-directories.ts";

/** How long each part but the worker itself may take to close, in milliseconds. Only parts that hang need it. */
const closeMs = 350;

/** How many directories with other videos are named. A missing disk would name all of them. */
const mostShown = 3;

/**
 * `gleaner worker`: reads files for the scans of all machines, until it is stopped.
 *
 * @param flags.map where this machine has the directories of the library
 */
export async function worker(context: CommandContext, flags: WorkerDirectories): Promise<ExitCode> {
  const { config, err } = context;
  const { databaseUrl, databaseDirectUrl } = config;
  if (databaseUrl === null) {
    throw new InvalidSetting("A worker joins a library on Postgres. Set DATABASE_URL to its address.");
  }
  await requireProcessLimits();
  const outages = await tellOutages(config, {
    waiting: "This worker waits for it.",
    say: (sentence) => err.say(sentence),
    onError: onceIn(30_000, context.onError),
  });
  const onError = outages?.onError ?? context.onError;
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
    outages?.watch(() => store.check());
    closing.defer(() => outages?.close());
    const { unknown, different } = await inspectDirectories(store, flags);
    for (const { flag, directory } of unknown) {
      err.say(
        `No scan of this library has found anything in ${shownPath(directory)}, which ${flag} names. ` +
          "Is it written as in the library?",
      );
    }
    for (const text of different.slice(0, mostShown)) {
      err.say(`${printable(text)} Mount the same files there, or give their directory with --map.`);
    }
    const more = different.length - mostShown;
    if (more > 0) err.say(`Known videos in ${countOf(more, "more directory", "more directories")} differ, too.`);

    const disks = new DiskThreads();
    closing.defer(() => disks.close());
    const prober = openProber(config, disks);
    closeWithin(closeMs, () => prober.close());
    const paths = new NamedPaths({ roots: config.roots, loopbackOnly: true, disks });
    const reported = new Set<string>();
    const shared = await openSharedScans(
      { databaseUrl, databaseDirectUrl },
      {
        prober: () => Promise.resolve(prober),
        roots: () => paths.roots(),
        pathHere: flags.map.toHere,
        pathMap: flags.map.entries,
        only: flags.only,
        supervises: false,
        // As many as the prober can read at a time, and one that is written meanwhile.
        slots: Math.ceil(config.mostProbers / chunkFiles) + 1,
        knownProblems: different,
        graceMs: config.cancelGraceMs,
        onMismatch: ({ lease }, { path, message }) => {
          if (reported.has(lease.jobId)) return;
          reported.add(lease.jobId);
          err.say(`This worker leaves files of a scan to others: ${shownPath(path)} ${message}`);
        },
        onError,
      },
    );
    closeWithin(closeMs, () => shared.close());
    closeWithin(stopMs(gracePeriods(config.cancelGraceMs)), () => shared.worker.stop());
    shared.worker.start();
    if (shared.warning !== null) err.say(shared.warning);
    const where = flags.only.length === 0 ? "" : `, only in ${flags.only.map(shownPath).join(" and ")}`;
    err.say(`This worker reads files for ${databaseName(databaseUrl)}${where}.`);
    err.say("Ctrl-C stops the worker. Other workers then read the rest.");
    await aborted(AbortSignal.any([interrupts.cancelled, interrupts.terminated]));
    err.say("Stopping the worker…");
    outages?.close();
    return 0;
  } finally {
    await closing.disposeAsync();
    interrupts.close();
  }
}
