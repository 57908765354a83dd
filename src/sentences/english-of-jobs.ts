/** Why jobs failed, why directories are not watched, and why messages to a webhook did not arrive. */
import { withFullStop } from "./render-sentence.ts";

const schedule = "Give the directory a schedule instead.";

export const englishOfJobs = {
  // Jobs
  no_progress: ({ seconds }: { readonly seconds: number }) =>
    `There was no progress for ${seconds} seconds. Does the disk still answer?`,
  /** @param values.inHand the file that it worked on the last time; null: unknown */
  died_again: ({ times, inHand }: { readonly times: number; readonly inHand: string | null }) =>
    `The process that ran it died ${times} times in a row without saving anything new` +
    `${inHand === null ? "" : `, the last time while it worked on ${inHand}`}. Everything saved before is kept.`,
  ended_early: () => "It ended early, but nothing had asked it to",
  scanned_disk_lost: ({ path }: { readonly path: string }) =>
    `The disk of ${path} went away during the scan. Mount it and scan again: that reads the rest.`,
  /** @param values.mountPoint null: the disk of the system; @param values.calls how many calls wait for it */
  scanned_disk_silent: (values: {
    readonly path: string;
    readonly mountPoint: string | null;
    readonly calls: number;
  }) => {
    const disk = values.mountPoint === null ? "disk" : `disk (mounted at ${values.mountPoint})`;
    return (
      `Cannot read ${values.path}: its ${disk} does not answer. ${values.calls} calls of earlier scans still wait for it. ` +
      "Check the drive and its connection, then scan again."
    );
  },
  not_allowed_to_scan: ({ why }: { readonly why: string }) => `${why} (PATH_NOT_ALLOWED)`,
  no_roots_to_scan: ({ path }: { readonly path: string }) =>
    `${path} may not be scanned (PATH_NOT_ALLOWED). Other machines can reach this server, and GLEANER_ROOTS names no ` +
    "directory that they may scan.",
  no_root_any_more: ({ path }: { readonly path: string }) => `${path} is no directory of the library any more.`,
  /** @param values.why what the system or libav says, in English */
  libav_not_loadable: ({ why }: { readonly why: string }) =>
    `libav cannot be loaded: ${why}. Install node-av, or use GLEANER_PROBER=ffprobe.`,
  libav_not_started: ({ why, isRepeated }: { readonly why: string; readonly isRepeated: boolean }) =>
    `A process for libav cannot be started${isRepeated ? ", again and again" : ""}: ${why}. Try GLEANER_PROBER=ffprobe.`,
  program_not_run: ({ program, why }: { readonly program: string; readonly why: string }) =>
    `${program} cannot be run: ${why}. Install FFmpeg, which brings it.`,
  no_prober: ({ why, next }: { readonly why: string; readonly next: string }) =>
    `libav cannot be loaded: ${why}. ${next}`,
  no_decoder: ({ why }: { readonly why: string }) => `Videos cannot be checked: ${why}. Install node-av or FFmpeg.`,

  // What running jobs wait for.
  waiting_for_database: () => "waiting for the database, which does not answer",
  waiting_for_worker: () => "waiting for a worker: start gleaner worker on a machine that has the files",
  worker_leaves: (values: {
    readonly host: string;
    readonly pid: number;
    readonly directory: string;
    readonly problem: string;
  }) => `worker ${values.host} (process ${values.pid}) leaves ${values.directory} to others: ${values.problem}`,
  waiting_for_scan: () => "Waiting for the scan of this disk",
  waiting_for_check: () => "Waiting for another check",

  // Watched directories. All are whole sentences.
  watch_needs_linux: () => `Gleaner watches directories on Linux only. ${schedule}`,
  watch_without_events: ({ type }: { readonly type: string }) =>
    `It is on a file system (${type}) that does not tell of all changes. ${schedule}`,
  watch_absent: () => "It is not there. It is watched as soon as it is back.",
  watch_unreadable: ({ why }: { readonly why: string }) =>
    `It cannot be read: ${withFullStop(why)} It is watched as soon as it can be read.`,
  watch_not_mounted: () =>
    "It is empty, though your library has videos in it. Is its disk mounted? It is watched as soon as the disk is back.",
  watch_closed_off: (values: { readonly count: number; readonly path: string; readonly why: string }) => {
    const { count, path } = values;
    const are =
      count === 1 ? `${path} in it cannot be watched` : `${count} directories in it cannot be watched, such as ${path}`;
    return `${are}: ${withFullStop(values.why)} Changes there are noticed as soon as they can be read.`;
  },
  watch_not_behind_links: ({ link }: { readonly link: string }) =>
    `What is behind links such as ${link} is not watched. Scans of the whole directory find changes there.`,
  /** @param values.name of a setting of inotify; @param values.more a better value for it */
  watch_limit: ({ name, limit, more }: { readonly name: string; readonly limit: number; readonly more: number }) =>
    `The system allows no more watches (${name} is ${limit}). Raise the limit as root: sysctl fs.inotify.${name}=${more}. ` +
    "Until then nothing is watched here.",
  two_sentences: ({ first, second }: { readonly first: string; readonly second: string }) => `${first} ${second}`,
  /** The end of a sentence as a whole one. */
  capitalized: ({ text }: { readonly text: string }) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`,

  // Messages to a webhook
  webhook_answered: ({ status, isRedirect }: { readonly status: number; readonly isRedirect: boolean }) =>
    `It answered ${status}${isRedirect ? " (a redirect, which is not followed)" : ""}.`,
  webhook_silent: ({ seconds }: { readonly seconds: number }) => `It did not answer within ${seconds} seconds.`,
  webhook_refused: () => "Nothing listens at this address.",
  webhook_unknown_name: () => "The name of this address is not known.",
  webhook_no_answer: () => "It cannot be reached: the connection ended without an answer.",
  webhook_not_reached: ({ why }: { readonly why: string }) => `It cannot be reached: ${why}.`,
} as const;
