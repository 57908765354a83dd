/**
 * Measures whether the server stays responsive during a scan at full speed: the delay of its timers from inside, and its
 * time to answer from outside.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchRun, Findings } from "../bench-run.ts";
import { type MeasuredServer, startMeasuredServer } from "../measured-server.ts";
import { count, figure, withSpread } from "../quantities.ts";
import type { Goal, Row } from "../row.ts";
import { quantile, spreadOf } from "../statistics.ts";
import { type KnownLibrary, makeUnchanged, rescan } from "./rescan.ts";

const lateness: Goal = { better: "lower", reach: 20, goFor: 10 };

/** The pause between two requests: as a few people make them, not as a load test does. */
const askEveryMs = 10;
const asked = ["/api/v1/jobs", "/health/live"] as const;

interface Responsiveness {
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly answersMs: readonly number[];
}

/** @param library the library of the rescan, when that was measured */
export async function measureEventLoop(run: BenchRun, library: KnownLibrary | null): Promise<Findings> {
  const { settings, workspace, say } = run;
  const mixed = await workspace.tree("copies", settings.mixedFiles);
  const firstScans: Responsiveness[] = [];
  for (let nth = 0; nth < settings.runs; nth++) {
    say(`event loop, ${nth + 1} of ${settings.runs}: first scan`);
    const data = workspace.freshData();
    await using server = await startMeasuredServer(data, { ...run, measuresDelay: true });
    firstScans.push(await observe(server, () => server.scan(mixed.root)));
  }
  const rescans: Responsiveness[] = [];
  const known = library ?? (await makeUnchanged(run));
  await using server = await startMeasuredServer(known.data, { ...run, measuresDelay: true });
  for (let nth = 0; nth < settings.runs; nth++) {
    say(`event loop, ${nth + 1} of ${settings.runs}: rescan`);
    rescans.push(await observe(server, () => rescan(server, known)));
  }
  return {
    rows: [
      row(`event loop delay, p99, first scan of ${count(mixed.files)}`, firstScans),
      row(`event loop delay, p99, rescan of ${count(known.tree.files)}`, rescans),
      answersRow("· answers to GET while scanning, p99", [...firstScans, ...rescans]),
    ],
    notes: [
      `**Event loop.** \`perf_hooks.monitorEventLoopDelay\` in the process of \`gleaner serve\` with Node's default resolution of 10 ms, which is taken off: how much later than due a timer runs. The median of ${count(settings.runs)} scans' p99. Meanwhile \`GET ${asked[0]}\` and \`GET ${asked[1]}\` were asked for in turn, one ${askEveryMs} ms after the other's answer, by another process on the same cores; their times stand for all scans together.`,
    ],
  };
}

async function observe(server: MeasuredServer, scan: () => Promise<unknown>): Promise<Responsiveness> {
  const answersMs: number[] = [];
  const over = new AbortController();
  const asking = ask(server, answersMs, over.signal);
  // Handled below. Until then it must not count as unhandled.
  asking.catch(() => {});
  server.beginDelay();
  try {
    await scan();
    const { eventLoopDelayMs } = await server.figures();
    return { delayMs: eventLoopDelayMs, answersMs };
  } finally {
    over.abort();
    await asking;
  }
}

async function ask({ call }: MeasuredServer, answersMs: number[], over: AbortSignal): Promise<void> {
  for (let nth = 0; !over.aborted; nth++) {
    const startedAt = performance.now();
    await call("GET", asked[nth % asked.length] ?? asked[0]);
    answersMs.push(performance.now() - startedAt);
    await delay(askEveryMs);
  }
}

function row(what: string, scans: readonly Responsiveness[]): Row {
  const p99 = spreadOf(scans.map(({ delayMs }) => delayMs.p99));
  const max = Math.max(...scans.map(({ delayMs }) => delayMs.max));
  const p50 = spreadOf(scans.map(({ delayMs }) => delayMs.p50)).median;
  return {
    what,
    gleaner: `p50 ${figure(p50)}, max ${figure(max)} ms`,
    instead: "",
    figure: p99.median,
    figureText: withSpread(p99, "ms"),
    goal: lateness,
  };
}

function answersRow(what: string, scans: readonly Responsiveness[]): Row {
  const all = scans.flatMap(({ answersMs }) => answersMs);
  const p99 = quantile(all, 0.99);
  return {
    what,
    gleaner: `p50 ${figure(quantile(all, 0.5))}, max ${figure(quantile(all, 1))} ms, n = ${count(all.length)}`,
    instead: "",
    figure: p99,
    figureText: `${figure(p99)} ms`,
    goal: null,
  };
}
