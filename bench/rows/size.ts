/** Measures the cost of a scan as the library grows: its time, and the memory of the server. */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchRun, Findings } from "../bench-run.ts";
import { startMeasuredServer } from "../measured-server.ts";
import type { Line, Point } from "../plot.ts";
import { count, figure, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import type { RatesInstead } from "./overhead.ts";
import { rescan, timeFind } from "./rescan.ts";

const growth: Goal = { better: "lower", reach: 30, goFor: 10 };

/** Larger sizes are compared with this one. */
const baseFiles = 10_000;

/** A size is repeated until its runs have scanned this many files. So a large size runs once. */
const filesOfASize = 30_000;

interface Cost {
  readonly firstScanMs: number;
  readonly rescanMs: number;
  readonly findMs: number;
  /** In MB, for a new server each: before the scan, at most, and a second after the end. */
  readonly firstScan: Memory;
  readonly rescan: Memory;
}

interface Memory {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** @param rates of the compared programs, when they were measured */
export async function measureSize(run: BenchRun, rates: RatesInstead | null): Promise<Findings> {
  const { settings, say } = run;
  const sizes = sizesUpTo(settings.files);
  const costs = new Map<number, Cost[]>(sizes.map((files) => [files, []]));
  for (let nth = 0; nth < settings.runs; nth++) {
    for (const [files, ofSize] of costs) {
      if (nth > 0 && (nth + 1) * files > filesOfASize) continue;
      say(`size, ${count(files)} files, run ${nth + 1}`);
      ofSize.push(await measureOnce(run, files));
    }
  }
  const spread = (files: number, of: (cost: Cost) => number): Spread => spreadOf((costs.get(files) ?? []).map(of));
  const points = (of: (cost: Cost) => number): Point[] =>
    sizes.map((files) => ({ x: files, y: spread(files, of).median }));
  const largest = sizes.at(-1) ?? baseFiles;
  const base = sizes.includes(baseFiles) && largest > baseFiles ? baseFiles : (sizes[0] ?? baseFiles);
  const row = (what: string, of: (cost: Cost) => number, goal: Goal | null): Row => {
    const more = spread(largest, of).median - spread(base, of).median;
    return {
      what,
      gleaner: [base, largest].map((files) => `${count(files)}: ${withSpread(spread(files, of), "MB")}`).join(", "),
      instead: "",
      figure: more,
      figureText: `${figure(more)} MB more at ${count(largest)}`,
      goal,
    };
  };
  return {
    rows: [
      row("memory of the server, first scan, at most", (cost) => cost.firstScan.peak, growth),
      row("· a second after it", (cost) => cost.firstScan.after, null),
      row("memory of the server, rescan, at most", (cost) => cost.rescan.peak, growth),
      row("· a second after it", (cost) => cost.rescan.after, null),
    ],
    notes: [
      `**Size.** Links to the sample clips, scanned through \`gleaner serve\`; runs of each size: ${sizes.map((files) => `${count(files)} files ${costs.get(files)?.length}`).join(", ")}. Memory is that of the server's process, its threads included and its probers not: the most that was resident (\`VmHWM\`), of one server that did the first scan and of another that did the rescan. ${largest < 1_000_000 ? "The goal is meant for 1,000,000 files, which `npm run bench -- --files 1000000` scans. " : ""}${rates === null ? "" : "The dashed lines are not measured at these sizes: they are the rates of the first rows."}`,
      sizeTable(sizes, spread),
    ],
    plots: [
      {
        name: "time-against-size",
        plot: {
          title: "Time against size",
          xAxis: "files",
          yAxis: "seconds",
          yScale: "logarithmic",
          lines: [
            { name: "Gleaner, first scan", points: points((cost) => cost.firstScanMs / 1_000) },
            { name: "Gleaner, rescan", points: points((cost) => cost.rescanMs / 1_000) },
            { name: "find -printf", points: points((cost) => cost.findMs / 1_000) },
            ...(rates === null ? [] : computed(sizes, rates)),
          ],
        },
      },
      {
        name: "memory-against-size",
        plot: {
          title: "Memory of the server against size",
          xAxis: "files",
          yAxis: "MB resident",
          yScale: "from zero",
          lines: [
            { name: "first scan, at most", points: points((cost) => cost.firstScan.peak) },
            { name: "rescan, at most", points: points((cost) => cost.rescan.peak) },
            { name: "before any scan", points: points((cost) => cost.firstScan.before) },
          ],
        },
      },
    ],
  };
}

/** The figures of the pictures, as numbers. */
function sizeTable(sizes: readonly number[], spread: (files: number, of: (cost: Cost) => number) => Spread): string {
  const columns: readonly (readonly [head: string, of: (cost: Cost) => number])[] = [
    ["first scan, s", (cost) => cost.firstScanMs / 1_000],
    ["rescan, s", (cost) => cost.rescanMs / 1_000],
    ["find -printf, s", (cost) => cost.findMs / 1_000],
    ["before any scan, MB", (cost) => cost.firstScan.before],
    ["first scan, at most, MB", (cost) => cost.firstScan.peak],
    ["rescan, at most, MB", (cost) => cost.rescan.peak],
  ];
  const lines = sizes.map((files) => [count(files), ...columns.map(([, of]) => figure(spread(files, of).median))]);
  const heads = ["files", ...columns.map(([head]) => head)];
  return [heads, heads.map(() => "---:"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function computed(sizes: readonly number[], rates: RatesInstead): readonly Line[] {
  const line = (name: string, rate: number): Line => ({
    name: `${name}, at ${figure(rate)} files/s`,
    computed: true,
    points: sizes.map((files) => ({ x: files, y: files / rate })),
  });
  return [line("xargs mediainfo", rates.mediainfo), line("xargs ffprobe", rates.ffprobe)];
}

async function measureOnce(run: BenchRun, files: number): Promise<Cost> {
  const { workspace, signal } = run;
  const tree = await workspace.tree("links", files);
  const data = workspace.freshData();
  const findMs = await timeFind(tree, { signal });
  const first = await scanInServer(data, (server) => server.scan(tree.root), run);
  if (first.scan.counts.new !== files)
    throw new Error(`${files} files were scanned, and ${first.scan.counts.new} found new`);
  const again = await scanInServer(data, (server) => rescan(server, { tree, data }), run);
  await workspace.removeData(data);
  return {
    findMs,
    // Scans count whole milliseconds, and the axis of time has no zero.
    firstScanMs: Math.max(1, first.scan.durationMs),
    rescanMs: Math.max(1, again.scan.durationMs),
    firstScan: first.memory,
    rescan: again.memory,
  };
}

async function scanInServer(data: string, scanIn: Scan, run: BenchRun) {
  await using server = await startMeasuredServer(data, run);
  const before = await server.memory();
  const scan = await scanIn(server);
  await delay(1_000, undefined, { signal: run.signal });
  const after = await server.memory();
  const memory: Memory = { before: before.now / 1e6, peak: after.peak / 1e6, after: after.now / 1e6 };
  return { scan, memory };
}

type Server = Awaited<ReturnType<typeof startMeasuredServer>>;
type Scan = (server: Server) => ReturnType<Server["scan"]>;

/** 1,000, 3,000, 10,000 and so on, and the largest size. */
function sizesUpTo(largest: number): readonly number[] {
  const round = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000];
  return [...round.filter((files) => files < largest), largest];
}
