import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { foldHistory, type HistoryEntry } from "./fold-history.ts";

const none: ReadonlySet<string> = new Set();

interface Told {
  readonly type?: string;
  readonly path?: string;
  readonly trigger?: "hand" | "schedule" | "watch";
  readonly status?: JobJson["status"];
  /** Of the day in the time zone of the reader, and minutes. */
  readonly at?: readonly [day: number, minute: number];
}

/** A job of a list, by what folding looks at. */
function job(id: string, { type = "scan", path = "/films", trigger = "watch", status = "completed", at }: Told = {}) {
  const [day, minute] = at ?? [20, 0];
  const time = new Date(2026, 10, day, 12, minute).toISOString();
  const payload = { path, recursive: true, accept_empty: false, ...(type === "scan" && { trigger }) };
  return { job_id: id, job_type: type, status, payload, started_at: time, submitted_at: time } as JobJson;
}

/** Such as `a+b` for folded scans, and `.a` for one of an opened row. */
function told(entries: readonly HistoryEntry[]): string {
  return entries
    .map((entry) =>
      entry.kind === "job"
        ? `${entry.isInside ? "." : ""}${entry.job.job_id}`
        : `${entry.scans.map(({ job_id: id }) => id).join("+")}${entry.mayHaveMore ? "…" : ""}`,
    )
    .join(" ");
}
const folded = (jobs: readonly JobJson[], { opened = none, hasMore = false } = {}) =>
  told(foldHistory(jobs, { opened, hasMore }));

describe("the history", () => {
  test("folds scans after changes in one directory, and nothing else", () => {
    expect(folded([])).toBe("");
    expect(folded([job("a"), job("b"), job("c")])).toBe("a+b+c");
    expect(folded([job("a")])).toBe("a");
    for (const trigger of ["hand", "schedule"] as const) {
      expect(folded([job("a", { trigger }), job("b", { trigger })])).toBe("a b");
    }
    const check = { type: "check", path: "" };
    expect(folded([job("a", check), job("b", check)])).toBe("a b");
  });

  test("folds each of several directories, although their scans alternate", () => {
    const other = { path: "/albums" };
    expect(folded([job("a"), job("b", other), job("c"), job("d", other), job("e")])).toBe("a+c+e b+d");
  });

  test("keeps what happened to a directory in its order", () => {
    expect(folded([job("a"), job("b"), job("c", { trigger: "hand" }), job("d"), job("e")])).toBe("a+b c d+e");
    // What happened to other directories, or to none, does not matter.
    const elsewhere = job("c", { trigger: "hand", path: "/albums" });
    expect(folded([job("a"), elsewhere, job("d", { type: "check", path: "" }), job("e")])).toBe("a+e c d");
  });

  test.each(["failed", "cancelled", "timeout"] as const)("shows a scan that ended as %s by itself", (status) => {
    expect(folded([job("a"), job("b"), job("c", { status }), job("d"), job("e")])).toBe("a+b c d+e");
  });

  test("begins anew with each day of the reader", () => {
    expect(folded([job("a", { at: [21, 5] }), job("b", { at: [21, 1] }), job("c"), job("d")])).toBe("a+b c+d");
  });

  test("says where earlier scans may belong to a row", () => {
    const jobs = [job("a", { at: [21, 1] }), job("b", { at: [21, 0] }), job("c"), job("d")];
    expect(folded(jobs, { hasMore: true })).toBe("a+b c+d…");
    const ended = [...jobs, job("e", { trigger: "hand" })];
    expect(folded(ended, { hasMore: true })).toBe("a+b c+d e");
  });

  test("lists the scans of an opened row below it, also when a new one comes", () => {
    const jobs = [job("b"), job("c"), job("d", { trigger: "hand" })];
    const [first] = foldHistory(jobs, { opened: none, hasMore: false });
    const opened = new Set([first?.key ?? ""]);
    expect(folded(jobs, { opened })).toBe("b+c .b .c d");
    expect(folded([job("a"), ...jobs], { opened })).toBe("a+b+c .a .b .c d");
  });

  test("loses and repeats no scan, and has each key once", () => {
    const any = fc.record({
      type: fc.constantFrom("scan", "scan", "scan", "forget"),
      path: fc.constantFrom("/a", "/b"),
      trigger: fc.constantFrom("watch", "watch", "hand"),
      status: fc.constantFrom("completed", "completed", "failed"),
      day: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), fc.boolean(), (all, hasMore) => {
        const jobs = all.map(({ day, ...rest }, nth) => job(`${nth}`, { ...rest, at: [day, 0] }));
        const entries = foldHistory(jobs, { opened: none, hasMore });
        expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
        const listed = entries.flatMap((entry) => (entry.kind === "job" ? [entry.job] : entry.scans));
        expect(listed.map(({ job_id: id }) => Number(id)).toSorted((one, other) => one - other)).toEqual(
          jobs.map((_, nth) => nth),
        );
        const opened = new Set(entries.map(({ key }) => key));
        const inside = foldHistory(jobs, { opened, hasMore }).filter((entry) => entry.kind === "job" && entry.isInside);
        const ofRows = entries.flatMap((entry) => (entry.kind === "scans" ? entry.scans : []));
        expect(inside).toHaveLength(ofRows.length);
      }),
    );
  });
});
