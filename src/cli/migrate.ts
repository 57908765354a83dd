import { databaseName } from "../database-name.ts";
import { type MoveRequest, moveLibraryOf } from "../server/move.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { LiveLines } from "./live-lines.ts";
import { migrationNotice } from "./migration-notice.ts";
import { count, countOf } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";

/** How often the progress is drawn at most, in milliseconds. */
const drawEveryMs = 100;

/**
 * `gleaner migrate`: moves the library of the data directory into a Postgres database, or back.
 *
 * @param flags.url the address of the database
 */
export async function migrate(
  { config, out, err }: CommandContext,
  flags: Pick<MoveRequest, "direction" | "url"> & { readonly json: boolean },
): Promise<ExitCode> {
  const { direction, url, json } = flags;
  const interrupts = listenForInterrupts(config);
  const signal = AbortSignal.any([interrupts.cancelled, interrupts.terminated]);
  const live = err.canMoveCursor && !json ? new LiveLines(err.stream) : null;
  const startedAt = performance.now();
  let drawnAt = 0;
  let copied: { readonly rows: number; readonly total: number } | null = null;
  const onProgress: MoveRequest["onProgress"] = ({ phase, rows, total }) => {
    if (phase === "copying") copied = { rows, total };
    const now = performance.now();
    if (rows < total && now - drawnAt < drawEveryMs) return;
    drawnAt = now;
    const line = `${phase === "copying" ? "Copied" : "Compared"} ${count(rows)} of ${countOf(total, "row")}`;
    live?.draw([line.slice(0, err.columns - 1)]);
  };
  const directory = shownPath(config.dataDirectory ?? "");
  const places = { to: [directory, databaseName(url)], from: [databaseName(url), directory] } as const;
  const [from, to] = places[direction];
  try {
    const request = { direction, url, onProgress, signal, onMigration: migrationNotice(err) };
    const outcome = await moveLibraryOf(config, request);
    live?.clear();
    if (json) {
      const { kind, ...result } = outcome;
      out.json({ outcome: kind, from, to, ...result, seconds: (performance.now() - startedAt) / 1_000 });
      return 0;
    }
    if (outcome.kind === "moved_before") {
      out.say(`The library was moved from ${from} to ${to} before. There is nothing left to do.`);
      return 0;
    }
    const { videos = 0, jobs = 0, scan_errors: errors = 0 } = outcome.rows;
    const moved = `${countOf(videos, "video")}, ${countOf(jobs, "scan")} and ${countOf(errors, "error")}`;
    out.say(`Moved ${moved} from ${from} to ${to}. All rows were compared.`);
    const next = { to: "Set DATABASE_URL to use the library", from: "Unset DATABASE_URL to use the library" } as const;
    out.say(`${next[direction]} there. The library in ${from} is unchanged. Do not use both.`);
    return 0;
  } catch (error) {
    live?.clear();
    if (!signal.aborted || error !== signal.reason) throw error;
    const { rows, total } = copied ?? { rows: 0, total: 0 };
    err.say(`Stopped after ${count(rows)} of ${countOf(total, "row")}. Run the same command again to go on.`);
    return interrupts.cancelled.aborted ? 130 : 1;
  } finally {
    interrupts.close();
  }
}
