import { setImmediate as pause } from "node:timers/promises";
import type { Job } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { LibraryRoot } from "../library/library-roots.ts";
import { noVideos, type VideoTotals } from "../library/video-library.ts";
import { samplePatterns } from "../scanning/exclude/sample-patterns.ts";
import { changesKey, scanKey } from "../scanning/scan-payload.ts";
import { nextRunOf } from "../scheduling/turn.ts";
import type { WatchStateOf } from "../watching/watch-messages.ts";
import type { RootJson, RootListJson } from "./contract/roots.ts";
import { jobJson } from "./job-json.ts";
import { totalsJson } from "./totals-json.ts";
import type { TotalsOfRoots } from "./totals-of-roots.ts";
import { countJson, sentenceJson, timeJson, timeJsonOrNull } from "./wire-values.ts";

/** For how many directories the answer is made before other work comes in between. */
const atOnce = 20;

interface Parts {
  readonly queue: Pick<AsyncJobQueue, "newestOf" | "snapshot">;
  readonly totals: TotalsOfRoots;
  readonly watchStateOf: WatchStateOf;
}

/** All directories of the library, with their last scans and their numbers of videos. */
export async function rootListJson(roots: readonly LibraryRoot[], parts: Parts): Promise<RootListJson> {
  const { queue, totals, watchStateOf } = parts;
  const [{ each, elsewhere, problems }, jobs] = await Promise.all([
    totals.of(roots.map(({ path }) => path)),
    queue.newestOf(roots.flatMap(({ path }) => [scanKey(path), changesKey(path)])),
  ]);
  const newest = new Map(jobs.map((job) => [job.uniqueKey, job]));
  const listed: RootJson[] = [];
  for (const [nth, root] of roots.entries()) {
    // The next turn of a schedule takes 60 µs to find. Other requests come in between.
    if (nth % atOnce === atOnce - 1) await pause();
    const more = {
      total: each[nth] ?? noVideos,
      problems: problems[nth] ?? 0,
      last: newest.get(scanKey(root.path)) ?? null,
      lastOfChanges: newest.get(changesKey(root.path)) ?? null,
      queue,
      watchStateOf,
    };
    listed.push(rootJson(root, more));
  }
  return {
    roots: listed,
    elsewhere: totalsJson(elsewhere),
    sample_patterns: [...samplePatterns],
  };
}

function rootJson(
  root: LibraryRoot,
  more: {
    readonly total: VideoTotals;
    readonly problems: number;
    readonly last: Job | null;
    readonly lastOfChanges: Job | null;
    readonly queue: Parts["queue"];
    readonly watchStateOf: WatchStateOf;
  },
): RootJson {
  const { id, path, name, recursive, followLinks, includeHidden, maxRate, exclude, schedule, createdAt } = root;
  const { total, problems, last, lastOfChanges, queue } = more;
  const jsonOf = (job: Job | null) => (job === null ? null : jobJson(queue.snapshot(job), []));
  const watching = more.watchStateOf(id);
  const problem = watching !== null && "problem" in watching ? watching.problem : null;
  return {
    root_id: id,
    path,
    name,
    recursive,
    follow_links: followLinks,
    include_hidden: includeHidden,
    max_rate: maxRate,
    exclude: [...exclude],
    schedule: schedule === null ? null : { cron: schedule.cron, time_zone: schedule.timeZone },
    watch: root.watch,
    watch_state: watching?.state ?? "off",
    changes_wait: watching?.haveChangesToWait === true,
    watch_problem: problem?.message ?? null,
    ...sentenceJson(problem?.sentence),
    next_run_at: timeJsonOrNull(nextRunOf(root)),
    skipped_run_at: timeJsonOrNull(root.skippedTurnAt),
    ...totalsJson(total),
    problems: countJson(problems),
    last_job: jsonOf(last),
    last_change_job: jsonOf(lastOfChanges),
    created_at: timeJson(createdAt),
  };
}
