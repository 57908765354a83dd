/**
 * Measures the numbers to reach, in one table: `npm run bench [-- --help]`, and of several processes on one Postgres:
 * `npm run bench -- --postgres`
 *
 * Programs that are compared run in turn within the same run, because figures of different machines, or of one machine
 * at different hours, cannot be compared. A slow run does not fail. A run fails when a measured program did not do its
 * work.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchRun, Findings } from "./bench-run.ts";
import { describeMachine, type Machine, MissingPrograms } from "./machine.ts";
import { drawPlot } from "./plot.ts";
import { type DurablePostgres, startDurablePostgres } from "./postgres/durable-postgres.ts";
import { withPart } from "./results-page.ts";
import { markdownTable, textTable } from "./results-table.ts";
import { measureCancel } from "./rows/cancel.ts";
import { measureCancelOnAnotherServer } from "./rows/cancel-on-another-server.ts";
import { measureDisks } from "./rows/disks.ts";
import { measureEventLoop } from "./rows/event-loop.ts";
import { measureFilms } from "./rows/films.ts";
import { measureMoreWorkers } from "./rows/more-workers.ts";
import { measureMoves } from "./rows/moves.ts";
import { measureOverhead, type RatesInstead } from "./rows/overhead.ts";
import { type KnownLibrary, measureRescan } from "./rows/rescan.ts";
import { measureRowsIntoPostgres } from "./rows/rows-into-postgres.ts";
import { measureSize } from "./rows/size.ts";
import { measureSizeWithWorkers } from "./rows/size-with-workers.ts";
import {
  type PostgresRowName,
  parseSettings,
  postgresRowNames,
  type RowName,
  rowNames,
  type Settings,
} from "./settings.ts";
import { Workspace } from "./workspace.ts";

class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super("Stopped: what was made is removed, and nothing was written.");
    this.exitCode = 128 + constants.signals[signal];
  }
}

async function main(): Promise<void> {
  const settings = parseSettings(process.argv.slice(2));
  const startedAt = performance.now();
  const say = (text: string) => {
    console.error(`[${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${text}`);
  };
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(new Interrupted(signal)));
  const { signal } = stop;
  try {
    await using workspace = await Workspace.open({
      keepIn: settings.keep,
      filmsIn: settings.keepFilms,
      say,
      signal,
    });
    const machine = await describeMachine(workspace.path, workspace.freshData(), { compared: !settings.postgres });
    if (machine.load > 0.5) {
      say(
        `other work is going on here (load ${machine.load.toFixed(2)}): for figures to keep, run this when it is quiet`,
      );
    }
    const run = { settings, machine, workspace, say, signal };
    const findings = await (settings.postgres ? measureOnPostgres(run) : measure(run));
    const minutes = (performance.now() - startedAt) / 60_000;
    console.log(`\n${textTable(findings.flatMap(({ rows }) => rows))}\n`);
    await write(settings, machine, findings, minutes);
  } catch (error) {
    const shown: unknown = signal.aborted ? signal.reason : error;
    if (shown instanceof Interrupted || shown instanceof MissingPrograms) {
      console.error(shown.message);
      process.exitCode = shown instanceof Interrupted ? shown.exitCode : 1;
      return;
    }
    throw error;
  }
}

async function measure(run: BenchRun): Promise<readonly Findings[]> {
  let rates: RatesInstead | null = null;
  let library: KnownLibrary | null = null;
  const measurements: Record<RowName, () => Promise<Findings>> = {
    films: () => measureFilms(run),
    overhead: async () => {
      const findings = await measureOverhead(run);
      ({ rates } = findings);
      return findings;
    },
    rescan: async () => {
      const findings = await measureRescan(run);
      ({ library } = findings);
      return findings;
    },
    moves: () => measureMoves(run),
    "event-loop": () => measureEventLoop(run, library),
    cancel: () => measureCancel(run),
    disks: () => measureDisks(run),
    size: () => measureSize(run, rates),
  };
  const findings: Findings[] = [];
  for (const name of rowNames) if (run.settings.only.includes(name)) findings.push(await measurements[name]());
  return findings;
}

async function measureOnPostgres(run: BenchRun): Promise<readonly Findings[]> {
  await using postgres = await startDurablePostgres(run);
  const measurements: Record<PostgresRowName, (run: BenchRun, on: DurablePostgres) => Promise<Findings>> = {
    cancel: measureCancelOnAnotherServer,
    workers: measureMoreWorkers,
    rows: measureRowsIntoPostgres,
    size: measureSizeWithWorkers,
  };
  const findings: Findings[] = [];
  for (const name of postgresRowNames) {
    if (run.settings.only.includes(name)) findings.push(await measurements[name](run, postgres));
  }
  return [{ rows: [], notes: [], facts: postgres.facts }, ...findings];
}

async function write(settings: Settings, machine: Machine, findings: readonly Findings[], minutes: number) {
  const names = settings.postgres ? postgresRowNames : rowNames;
  const whole = settings.only.length === names.length && !settings.quick;
  const directory = settings.out ?? (whole ? fileURLToPath(new URL(".", import.meta.url)) : null);
  if (directory === null)
    return console.error("Nothing was written, as that was not a whole run: --out DIR writes it.");
  await mkdir(directory, { recursive: true });
  const plots = findings.flatMap(({ plots = [] }) => plots);
  for (const { name, plot } of plots) await writeFile(join(directory, `${name}.svg`), drawPlot(plot));
  const path = join(directory, "RESULTS.md");
  const page = await readFile(path, "utf8").catch(() => "");
  const text = resultsText(settings, machine, findings, minutes);
  await writeFile(path, withPart(page, settings.postgres ? "postgres" : "single", text));
  console.error(`Written to ${path}`);
}

function resultsText(settings: Settings, machine: Machine, findings: readonly Findings[], minutes: number): string {
  const plots = findings.flatMap(({ plots = [] }) => plots);
  const given = whatIsMeasured(process.argv.slice(2));
  const warnings = settings.quick ? ["**Made with `--quick`: a trial, whose figures mean little.**"] : [];
  const facts = [...machine.facts, ...findings.flatMap(({ facts: own = [] }) => own)];
  return [
    `Made by \`${["npm run bench", ...(given.length > 0 ? ["--", ...given] : [])].join(" ")}\` in ${minutes.toFixed(1)} minutes; medians, with the least and the greatest of ${settings.runs} runs in brackets. \`reach\` is what is asked for, \`go for\` what would be better still. What limits each figure, and what was tried, is in [LIMITS.md](LIMITS.md).`,
    ...warnings,
    markdownTable(findings.flatMap(({ rows }) => rows)),
    ...plots.map(({ name, plot }) => `![${plot.title}](${name}.svg)`),
    "## On what",
    ["| | |", "|---|---|", ...facts.map(([name, fact]) => `| ${name} | ${fact} |`)].join("\n"),
    "## How",
    ...findings.flatMap(({ notes }) => notes),
  ].join("\n\n");
}

/** The arguments that mean something on another machine: all but those that name directories. */
function whatIsMeasured(given: readonly string[]): readonly string[] {
  const namesPlace = /^--(?:keep|keep-films|out)(?:=|$)/;
  return given.filter(
    (word, index) => !namesPlace.test(word) && !/^--(?:keep|keep-films|out)$/.test(given[index - 1] ?? ""),
  );
}

await main();
