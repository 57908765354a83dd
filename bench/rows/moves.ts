/** Measures a scan of files that were renamed since the last one, beside a scan of the same files unchanged. */
import { rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { openLibrary } from "../../test/library-rows.ts";
import type { BenchRun, Findings } from "../bench-run.ts";
import { makeKnownLibrary } from "../known-library.ts";
import { emptyFilesOf, makeEmptyFiles, treeAt } from "../make-trees.ts";
import { count, scaled, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { runScanProcess, type ScanProcess } from "../scan-process.ts";
import { ratioOf, spreadOf } from "../statistics.ts";

const againstRescan: Goal = { better: "lower", reach: 2, goFor: 1.5 };

export async function measureMoves({ settings, workspace, say, signal }: BenchRun): Promise<Findings> {
  const { movedFiles: files, runs } = settings;
  const root = join(workspace.path, `${files} moved`);
  const tree = treeAt(join(root, "films"), { files, perDirectory: 200, originals: null });
  say(`making a library that knows ${count(files)} files to be renamed`);
  await makeEmptyFiles(tree, { signal });
  const data = workspace.freshData();
  await makeKnownLibrary(tree, data, "videos", { signal });
  const scan = async (moved: number): Promise<ScanProcess> => {
    const done = await runScanProcess(root, data, { signal });
    expectMoved(done, { moved, files }, data);
    return done;
  };
  await scan(0);

  const times = { unchanged: [] as ScanProcess[], directory: [] as ScanProcess[], each: [] as ScanProcess[] };
  const names = ["films", "series"];
  const paths = [...emptyFilesOf(tree)].map((path) => path.slice(tree.root.length + 1));
  for (let nth = 0; nth < runs; nth++) {
    say(`moves, ${nth + 1} of ${runs}`);
    times.unchanged.push(await scan(0));
    const [from = "", to = ""] = names;
    names.reverse();
    await rename(join(root, from), join(root, to));
    times.directory.push(await scan(files));
    for (const path of paths) await rename(join(root, to, nameIn(path, nth)), join(root, to, nameIn(path, nth + 1)));
    times.each.push(await scan(files));
  }
  const unchanged = times.unchanged.map(({ durationMs }) => durationMs);
  const row = (what: string, scans: readonly ScanProcess[], goal: Goal, of: "durationMs" | "processMs"): Row => {
    const own = scans.map((one) => one[of]);
    const instead = times.unchanged.map((one) => one[of]);
    const ratio = ratioOf(own, instead);
    return {
      what,
      gleaner: withSpread(scaled(spreadOf(own), 1_000), "s"),
      instead: `rescan, all unchanged: ${withSpread(scaled(spreadOf(instead), 1_000), "s")}`,
      figure: ratio.median,
      figureText: withSpread(ratio, "times"),
      goal,
    };
  };
  const many = `${count(files)} files`;
  return {
    rows: [
      row(`scan after the directory of ${many} was renamed`, times.directory, againstRescan, "durationMs"),
      row("· the whole process", times.directory, againstRescan, "processMs"),
      row(`scan after each of ${many} was renamed`, times.each, againstRescan, "durationMs"),
      row("· the whole process", times.each, againstRescan, "processMs"),
    ],
    notes: [
      `**Moves.** ${many} in ${count(tree.directories.length)} directories: scanned unchanged (${withSpread(scaled(spreadOf(unchanged), 1_000), "s")}), after the directory above them was renamed, and after each file was renamed. In every run, all of them were counted as moved or unchanged, and none was read.`,
    ],
  };
}

/** The path of a file after it was renamed so many times. */
function nameIn(path: string, renames: number): string {
  return join(dirname(path), renames === 0 ? basename(path) : `${renames} ${basename(path)}`);
}

function expectMoved(
  { jobId, counts }: ScanProcess,
  expected: { readonly moved: number; readonly files: number },
  data: string,
): void {
  const library = openLibrary(data);
  const { written, errors, missing } = library.rowsOf(jobId);
  library.close();
  const { moved, skipped } = counts;
  const isRight = moved === expected.moved && moved + skipped === expected.files;
  if (isRight && written === moved && errors + missing === 0) return;
  throw new Error(
    `A scan of ${expected.moved} moved files of ${expected.files} has the counts ${JSON.stringify(counts)}`,
  );
}
