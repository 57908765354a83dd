import { sql } from "kysely";
import { pathOfVideo } from "../schema.ts";
import { compareLibraries } from "./compare-libraries.ts";
import { copyTable } from "./copy-table.ts";
import { beginMove, setState } from "./move-record.ts";
import { keysOfTables, type MovedTable } from "./moved-tables.ts";
import { CannotMove, type TransferDatabase } from "./transfer-database.ts";

export interface MoveProgress {
  readonly phase: "copying" | "comparing";
  /** Rows of all tables, also those that an earlier run has copied. */
  readonly rows: number;
  readonly total: number;
}

export interface MoveOptions {
  /** The library that is moved. A later call with the same text goes on with the move. */
  readonly sourceName: string;
  readonly onProgress: (progress: MoveProgress) => void;
  readonly signal: AbortSignal;
}

export type MoveOutcome =
  | { readonly kind: "moved" /** By table. */; readonly rows: Readonly<Record<string, number>> }
  | { readonly kind: "moved_before"; readonly finishedAt: Date };

const tables = Object.keys(keysOfTables) as MovedTable[];

/**
 * Copies a library into an empty database, and compares all rows at the end. The source stays as it is. A move that ended
 * early, in whatever way, goes on when it is called again. The memory that it takes does not depend on the library.
 *
 * @throws CannotMove; `options.signal.reason` once that signal aborts; StoreError
 */
export async function moveLibrary(
  databases: { readonly source: TransferDatabase; readonly target: TransferDatabase },
  { sourceName, onProgress, signal }: MoveOptions,
): Promise<MoveOutcome> {
  const { source, target } = databases;
  await source.requireUnused();
  await target.requireUnused();
  await requirePathsThatFit(databases);
  const finishedAt = await beginMove(target, sourceName);
  if (finishedAt !== null) return compareAgain(databases, { sourceName, onProgress, signal }, finishedAt);
  // A server that started a moment before did not find the record of this move.
  await target.requireUnused();
  await target.prepare();

  const total = await countAll(source);
  const progressOf = (phase: MoveProgress["phase"], before: number) => {
    let rows = before;
    onProgress({ phase, rows, total });
    return (more: number) => {
      rows += more;
      onProgress({ phase, rows, total });
    };
  };
  const onCopied = progressOf("copying", await countAll(target));
  for (const table of tables) await copyTable(databases, table, { onRows: onCopied, signal });

  const outcome = await compareLibraries(source.db, target.db, { onRows: progressOf("comparing", 0), signal });
  if ("difference" in outcome) {
    await setState(target.db, "different");
    throw changed(target.name, sourceName, outcome.difference);
  }
  await target.finish();
  await setState(target.db, "finished");
  return { kind: "moved", rows: outcome.rows };
}

/** A move may have finished just before its process died. */
async function compareAgain(
  { source, target }: { readonly source: TransferDatabase; readonly target: TransferDatabase },
  { sourceName, signal }: MoveOptions,
  finishedAt: Date,
): Promise<MoveOutcome> {
  const outcome = await compareLibraries(source.db, target.db, { onRows: () => {}, signal });
  if ("rows" in outcome) return { kind: "moved_before", finishedAt };
  if (target.opensByItself) {
    throw new CannotMove(
      `There is a library in ${target.name} already, moved from ${sourceName} at ${finishedAt.toISOString()}. ` +
        "One of the two has changed since then, and both stay as they are. Move the library into an empty database.",
    );
  }
  await setState(target.db, "different");
  throw changed(target.name, sourceName, outcome.difference);
}

function changed(target: string, source: string, difference: string): CannotMove {
  return new CannotMove(
    `The copy in ${target} is not the library in ${source}: ${difference}. ` +
      "The library may have changed since the move began. Run the same command again: it copies all rows anew.",
  );
}

async function countAll({ db }: TransferDatabase): Promise<number> {
  let sum = 0;
  for (const table of tables) {
    const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`.execute(db);
    sum += rows[0]?.rows ?? 0;
  }
  return sum;
}

/** @throws CannotMove if a path is longer than the target can hold, before anything is copied */
async function requirePathsThatFit({
  source,
  target,
}: {
  readonly source: TransferDatabase;
  readonly target: TransferDatabase;
}): Promise<void> {
  const { longestPath } = target.differences;
  if (longestPath === null) return;
  for (const table of ["videos", "scan_errors", "removed_videos"] as const) {
    const path = table === "videos" ? pathOfVideo : sql.ref("path");
    const { rows } = await sql<{ path: string }>`
      select ${path} as path from ${sql.table(table)} where octet_length(${path}) > ${longestPath} limit 1
    `.execute(source.db);
    const [row] = rows;
    if (row === undefined) continue;
    throw new CannotMove(
      `A path has ${Buffer.byteLength(row.path)} bytes, and a library in Postgres holds paths of at most ${longestPath}: ` +
        `${row.path.slice(0, 200)}… Shorten the names of its directories, scan again, and remove what is missing. Nothing was moved.`,
    );
  }
}
