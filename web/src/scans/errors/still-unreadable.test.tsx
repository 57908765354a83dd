import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { startApi } from "../../../../test/api/start-api.ts";
import { openPage } from "../../../../test/page/page-under-test.tsx";

/** Two scans of a directory. The second skips the files that the first could not read, and may have its own errors. */
async function scannedTwice(own: readonly string[] = []) {
  const api = await startApi();
  const inside = (name: string) => join(api.directory, name);
  const scan = async (problems: readonly string[], { unreadable = 0 } = {}) => {
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ problems: problems.map(inside), unreadable });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    return id;
  };
  const first = await scan(["broken.mp4", "Films/half.mkv"]);
  return { api, first, second: await scan(own, { unreadable: 2 }) };
}

describe("files that could not be read before", () => {
  it("are listed by a scan that skipped them, apart from its own errors", async () => {
    const { api: opened, second } = await scannedTwice(["new.mp4"]);
    await using api = opened;
    using _ = openPage(await api.listen(), `/scans/${second}`);
    await screen.findByRole("heading", {
      level: 3,
      name: "2 files in this directory could still not be read when last tried",
    });
    const known = await screen.findByRole("list", { name: "Files that could not be read when last tried" });
    const rows = within(known).getAllByRole("listitem");
    expect(rows.map((row) => row.textContent).join()).toMatch(/broken\.mp4: There is no picture in it\.Not a video/);
    expect(rows).toHaveLength(2);
    const own = await screen.findByRole("list", { name: "Errors of this scan" });
    expect(within(own).getAllByRole("listitem")).toHaveLength(1);
    await screen.findByRole("heading", { name: "Errors (1)" });
  });

  it("are listed once by the scan whose errors they are, even if a later scan tried them too", async () => {
    const { api: opened, first } = await scannedTwice(["broken.mp4", "Films/half.mkv", "later.mp4"]);
    await using api = opened;
    using _ = openPage(await api.listen(), `/scans/${first}`);
    await screen.findByRole("heading", { name: "Errors (2)" });
    await screen.findByRole("heading", { name: /^1 file in this directory could still not be read/ });
    await screen.findByText("later.mp4");
    expect(await screen.findAllByText("broken.mp4")).toHaveLength(1);
  });

  it("are counted apart from unchanged videos and from errors, the same in every place", async () => {
    const { api: opened, second } = await scannedTwice();
    await using api = opened;
    const url = await api.listen();
    {
      using _ = openPage(url, `/scans/${second}`);
      const results = await screen.findByLabelText("Results");
      expect(results.textContent).toBe("New0Updated0Unchanged0Still unreadable2Missing0Errors0");
      await screen.findByRole("heading", { level: 3, name: /^2 files in this directory could still not be read/ });
    }
    using _ = openPage(url, "/scans");
    const [, row] = within(await screen.findByRole("table", { name: "History" })).getAllByRole("row");
    expect(row?.textContent).toContain("2 still unreadable");
    expect(row?.querySelector('[data-label="Unchanged"]')?.textContent).toBe("0");
  });

  it("are tried again by a new scan, to whose page it goes", async () => {
    const { api: opened, second } = await scannedTwice();
    await using api = opened;
    using page = openPage(await api.listen(), `/scans/${second}`);
    await page.user.click(await screen.findByRole("button", { name: "Try them again" }));
    const { job } = await api.nextScan();
    expect(job.payload).toMatchObject({ path: api.directory, recursive: true, retry_errors: true });
    await waitFor(() => expect(page.address()).toBe(`/scans/${job.id}`));
  });

  it("may be too many to count", async () => {
    const { api: opened, second } = await scannedTwice();
    await using api = opened;
    const problems = Array.from({ length: 1_000 }, (_, index) => {
      const path = join(api.directory, `${index}.mp4`);
      return { path, error: "It is broken.", code: "not_video", job_id: "before", at: "2026-01-01T00:00:00Z" };
    });
    using _ = openPage(await api.listen(), `/scans/${second}`, () => ({
      problems: async () => ({ problems, next_cursor: "more" }),
    }));
    const heading = await screen.findByRole("heading", { level: 3 });
    expect(heading.textContent).toBe("At least 1,000 files in this directory could still not be read when last tried");
  });
});
