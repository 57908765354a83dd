/**
 * Writes a library that knows every file of a tree into the database. A first scan of hundreds of thousands of files
 * takes minutes, and a rescan needs only its rows.
 *
 * A scan of one file writes the first row. All others are copies of it with another path, so that new columns need no
 * change here.
 */
import { randomUUID } from "node:crypto";
import { lstatSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { foldText } from "../src/files/folded-text.ts";
import { copyClip } from "../test/clip-tree.ts";
import { emptyFilesOf, madeAt, type Tree } from "./make-trees.ts";
import { runScanProcess } from "./scan-process.ts";

/** The library knows the files as videos, or as unreadable files. A rescan skips both. */
export type KnownAs = "videos" | "problems";

const tables = { videos: "videos", problems: "scan_errors" } as const;

/**
 * @param tree of empty files
 * @param dataDirectory must not exist
 */
export async function makeKnownLibrary(
  tree: Tree,
  dataDirectory: string,
  knownAs: KnownAs,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const sample = `${dataDirectory} sample`;
  await mkdir(sample, { recursive: true });
  if (knownAs === "videos") await copyClip("rotated-90.mp4", join(sample, "sample.mp4"));
  else await writeFile(join(sample, "sample.mp4"), "");
  await runScanProcess(sample, dataDirectory, options);
  await rm(sample, { recursive: true });
  const database = new DatabaseSync(join(dataDirectory, "gleaner.db"));
  try {
    copyRows(database, tables[knownAs], tree);
  } finally {
    database.close();
  }
}

function copyRows(database: DatabaseSync, table: string, tree: Tree): void {
  const inserted = (column: string): string | null => {
    switch (column) {
      case "id":
        // The database numbers the rows of problems itself.
        return table === "videos" ? ":id" : null;
      case "number":
        // As it does those of videos.
        return null;
      case "path":
      case "directory":
      case "directory_id":
      case "filename":
        return `:${column}`;
      case "file_size":
        return "0";
      case "modified_us":
        return String(madeAt.getTime() * 1_000);
      case "file_number":
      case "changed_us":
        return `:${column}`;
      default:
        return column;
    }
  };
  const columns = database
    .prepare(`pragma table_info(${table})`)
    .all()
    .map((row) => String(row["name"]))
    .filter((column) => inserted(column) !== null);
  const [row] = database.prepare(`select rowid as number from ${table}`).all();
  if (row === undefined) throw new Error(`The scan of one file left no row in ${table} to make others of`);
  const insert = database.prepare(
    `insert into ${table} (${columns.join(", ")}) select ${columns.map(inserted).join(", ")} from ${table} where rowid = :row`,
  );
  insert.setAllowUnknownNamedParameters(true);
  const addDirectory = database.prepare("insert into directories (path, folded) values (?, ?)");
  const directoryIds = new Map<string, number>();
  const idOf = (directory: string): number => {
    const id = directoryIds.get(directory) ?? Number(addDirectory.run(directory, foldText(directory)).lastInsertRowid);
    directoryIds.set(directory, id);
    return id;
  };
  database.exec("pragma synchronous = off; begin");
  for (const path of emptyFilesOf(tree)) {
    const directory = dirname(path) + sep;
    const { ino, ctimeMs } = lstatSync(path);
    const place = { path, directory, directory_id: idOf(directory), filename: basename(path) };
    const file = { ...place, file_number: ino, changed_us: Math.round(ctimeMs * 1_000) };
    insert.run({ row: Number(row["number"]), id: randomUUID(), ...file });
  }
  database.exec(`delete from ${table} where rowid = ${Number(row["number"])}`);
  database.exec("commit");
}
