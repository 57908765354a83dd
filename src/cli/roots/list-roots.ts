import type { JobJson } from "../../api/contract/jobs.ts";
import type { RootJson } from "../../api/contract/roots.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { shownLetters } from "../find-scan.ts";
import type { OwnCommand } from "../own-command.ts";
import { printCsv } from "../print-csv.ts";
import { printable } from "../printable.ts";
import type { Printer } from "../printer.ts";
import { count, countOf, duration } from "../quantities.ts";
import { withServer } from "../reach-server.ts";
import { scannedFiles } from "../scan-summary.ts";
import { shownPath } from "../shown-path.ts";
import { totalsInWords } from "../totals-in-words.ts";
import { problemsOfRoot } from "./problems-of-root.ts";

/** `gleaner roots`: the directories of the library, with the numbers of their videos and their last scans. */
export async function listRoots(
  context: CommandContext,
  flags: { readonly json: boolean; readonly csv: boolean },
): Promise<ExitCode> {
  const { out, ownCommand } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner roots", async (client) => {
    if (flags.csv) return printCsv(client, out, { list: "roots" });
    const { roots, elsewhere } = await client.roots();
    if (flags.json) {
      for (const root of roots) out.jsonLine(root);
      return 0;
    }
    for (const root of roots) {
      const problems = await problemsOfRoot(client, root);
      sayRoot(root, { problems, ownCommand, out });
    }
    if (roots.length === 0) {
      out.say(`The library has no directories yet. Scan one, or add one with: ${ownCommand("roots", "add", "DIR")}`);
    }
    if (elsewhere.videos > 0) {
      const are = elsewhere.videos === 1 ? "is" : "are";
      out.say(`${countOf(elsewhere.videos, "video")} of the library ${are} in no directory of it.`);
    }
    return 0;
  });
}

const indent = shownLetters + 2;

/** Prints a directory. Wrapped lines are below each other. @param more.problems what could not be read in it, as lines */
export function sayRoot(
  root: RootJson,
  { out, ...more }: { readonly problems: readonly string[]; readonly ownCommand: OwnCommand; readonly out: Printer },
): void {
  for (const line of describeRoot(root, more)) {
    const own = /^ */.exec(line)?.[0].length ?? 0;
    out.say(line, { indent: own > indent ? own + 2 : indent });
  }
}

/**
 * Lines of text. The first one begins with the id.
 *
 * @param more.problems what could not be read in it, as lines
 */
export function describeRoot(
  root: RootJson,
  { problems, ownCommand }: { readonly problems: readonly string[]; readonly ownCommand: OwnCommand },
): readonly string[] {
  const margin = " ".repeat(indent);
  const settings = settingsOf(root);
  return [
    `${root.root_id.slice(0, shownLetters)}  ${printable(root.name)}: ${shownPath(root.path)}`,
    `${margin}${videosIn(root)}`,
    ...lastScan(root.last_job, ownCommand).map((line) => `${margin}${line}`),
    ...lastScanAfterChanges(root).map((line) => `${margin}${line}`),
    ...problems.map((line) => `${margin}${line}`),
    ...scheduleOf(root).map((line) => `${margin}${line}`),
    ...watchOf(root).map((line) => `${margin}${line}`),
    ...(settings.length === 0 ? [] : [`${margin}${settings.join(", ")}`]),
  ];
}

function videosIn(root: RootJson): string {
  return root.videos === 0 ? "no videos" : totalsInWords({ ...root, count: root.videos });
}

function lastScan(job: JobJson | null, ownCommand: OwnCommand): readonly string[] {
  if (job === null) return ["never scanned"];
  const { status, error, job_id: id } = job;
  if (status === "pending" || status === "running") return [stateOfScan(job)];
  return [
    stateOfScan(job),
    ...(error === null ? [] : [printable(error)]),
    ...(status === "completed" ? [] : [`Resume the scan with: ${ownCommand("resume", id.slice(0, shownLetters))}`]),
  ];
}

/** The newest scan after changes, if it is newer than the last scan of the whole directory. */
function lastScanAfterChanges({ last_job: whole, last_change_job: changes }: RootJson): readonly string[] {
  if (changes === null || (whole !== null && whole.submitted_at > changes.submitted_at)) return [];
  return [`after changes: ${stateOfScan(changes)}`];
}

function stateOfScan(job: JobJson): string {
  const { status, finished_at: at, counts } = job;
  if (status === "pending") return job.started_at === null ? "its scan is waiting" : "its scan is paused";
  if (status === "running") return `is being scanned: ${countOf(scannedFiles(job), "file")} so far`;
  const ago = `${duration(Math.max(0, Date.now() - Date.parse(at ?? job.submitted_at)))} ago`;
  const outcome = {
    completed: "scanned",
    cancelled: "scan cancelled",
    failed: "scan failed",
    timeout: "scan timed out",
  };
  return `${outcome[status]} ${ago}: ${countOf(scannedFiles(job), "file")}, ${count(counts.new)} new`;
}

function scheduleOf({ schedule, next_run_at: next, skipped_run_at: skipped }: RootJson): readonly string[] {
  if (schedule === null) return [];
  const { cron, time_zone: timeZone } = schedule;
  const when = next === null ? "" : `, next ${timeThereAndHere(next, timeZone)}`;
  return [
    `schedule ${printable(cron)} in ${printable(timeZone)}${when}`,
    ...(skipped === null
      ? []
      : [`no scan began at ${timeThereAndHere(skipped, timeZone)}, because the scan before had not ended`]),
  ];
}

function watchOf({
  watch,
  watch_state: state,
  watch_problem: problem,
  changes_wait: wait,
}: RootJson): readonly string[] {
  if (!watch) return [];
  const waiting = wait ? ["changes were seen, and are scanned after this scan"] : [];
  const states = {
    watching: "watched for changes",
    starting: "its watches are being set",
    unsupported: "cannot be watched",
    limit: "not watched",
    absent: "not watched now",
    off: "watched for changes while `gleaner serve` runs",
  };
  if (problem === null) return [states[state], ...waiting];
  return [`${states[state]}${state === "watching" ? "." : ":"} ${printable(problem)}`, ...waiting];
}

/** As a clock in that zone shows it, and as a clock of this machine does, if that shows another time. */
function timeThereAndHere(time: string, timeZone: string): string {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [there, shownHere] = [timeIn(time, timeZone), timeIn(time, here)];
  return there === shownHere ? there : `${there} (${shownHere} in ${here})`;
}

/** As a clock in that zone shows it. In UTC if only the server knows the zone. */
function timeIn(time: string, timeZone: string): string {
  try {
    const shown = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" });
    return shown.format(Date.parse(time));
  } catch {
    return time;
  }
}

/** The settings that are not as usual. */
function settingsOf(root: RootJson): readonly string[] {
  const { recursive, follow_links: links, include_hidden: hidden, max_rate: rate, exclude } = root;
  return [
    ...(recursive ? [] : ["without subdirectories"]),
    ...(links === null ? [] : [links ? "also behind links" : "not behind links"]),
    ...(hidden === null ? [] : [hidden ? "also hidden files" : "no hidden files"]),
    ...(rate === null ? [] : [rate === 0 ? "at any rate" : `at most ${countOf(rate, "file")} per second`]),
    ...(exclude.length === 0 ? [] : [`without ${exclude.map(printable).join(" ")}`]),
  ];
}
