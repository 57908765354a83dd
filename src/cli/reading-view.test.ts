import { PassThrough } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import type { JobJson } from "../api/contract/jobs.ts";
import { checkView } from "./check-view.ts";
import { compareView } from "./compare-view.ts";
import { Printer } from "./printer.ts";

/** What a log says in half a minute of a job that takes a minute. */
async function logOf(view: typeof checkView, counts: object): Promise<string> {
  const stream = new PassThrough({ encoding: "utf8" });
  let second = 0;
  const shown = view(await Printer.on(stream as unknown as NodeJS.WriteStream), () => second * 1_000);
  for (; second <= 30; second += 1) {
    shown.show({
      payload: { path: "/films" },
      progress: second / 60,
      current_path: null,
      cancel_requested_at: null,
      counts: { found: 4, error_count: 0, ...counts },
    } as JobJson);
  }
  shown.close();
  return String(stream.read());
}

test.each([
  { kind: "comparison", view: compareView, title: "Comparing files in /films", looking: "files to compare" },
  { kind: "check", view: checkView, title: "Checking /films", looking: "videos to check" },
])("a $kind says that it waits for its turn, and looks for its files only then", async ({ view, title, looking }) => {
  const stream = new PassThrough({ encoding: "utf8" });
  let now = 0;
  const shown = view(await Printer.on(stream as unknown as NodeJS.WriteStream), () => now);
  const job = { payload: { path: "/films" }, progress: null, current_path: null, cancel_requested_at: null };
  const show = (status: string) =>
    shown.show({ ...job, status, counts: { found: 0, error_count: 0 } } as unknown as JobJson);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  show("pending");
  expect(String(stream.read())).toBe(`${title}. Ctrl-C cancels.\n`);
  vi.advanceTimersByTime(1_000);
  expect(String(stream.read())).toBe("  Waiting for its turn…\n");
  now = 60_000;
  show("pending");
  expect(String(stream.read())).toBe("  Waiting for its turn…\n");
  now = 120_000;
  show("running");
  expect(String(stream.read())).toBe(`  Looking for ${looking}…\n`);
});

test.each(["running", "closed"])("a check in a log that is %s at once does not say that it waits", async (next) => {
  const stream = new PassThrough({ encoding: "utf8" });
  const shown = checkView(await Printer.on(stream as unknown as NodeJS.WriteStream), () => 0);
  const job = { payload: { path: "/films" }, progress: null, current_path: null, cancel_requested_at: null };
  const counts = { found: 0, error_count: 0 };
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  shown.show({ ...job, status: "pending", counts } as unknown as JobJson);
  if (next === "closed") shown.close();
  else shown.show({ ...job, status: "running", counts } as unknown as JobJson);
  vi.advanceTimersByTime(60_000);
  expect(String(stream.read())).toBe("Checking /films. Ctrl-C cancels.\n");
});

test("a check in a log says how much of the film is done", async () => {
  expect(await logOf(checkView, { found_seconds: 7_200 })).toBe(
    "Checking /films. Ctrl-C cancels.\n  ██████████░░░░░░░░░░   50%   1:00:00 of 2:00:00   120×   30 s left\n",
  );
});

test("a comparison in a log says how many bytes are done", async () => {
  expect(await logOf(compareView, { found_bytes: 60e9 })).toBe(
    "Comparing files in /films. Ctrl-C cancels.\n  ██████████░░░░░░░░░░   50%   30.0 GB of 60.0 GB   1.0 GB/s   30 s left\n",
  );
});
