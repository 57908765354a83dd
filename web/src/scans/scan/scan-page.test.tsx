import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { scanRequest } from "../../../../src/scanning/scan-payload.ts";
import { startApi } from "../../../../test/api/start-api.ts";
import { openPage } from "../../../../test/page/page-under-test.tsx";
import { Refused } from "../../api/failures.ts";

const fact = async (name: string) => (await screen.findByText(name)).nextElementSibling?.textContent;

describe("the page of a scan", () => {
  it("follows the scan while it runs, cancels it, and says what is kept", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    using page = openPage(await api.listen(), `/scans/${id}`);
    await screen.findByRole("heading", { level: 1, name: api.directory });
    await scan.commit({ videos: [join(api.directory, "a.mp4"), join(api.directory, "b.mp4")] });
    await screen.findByText("2 files so far");
    await page.user.click(screen.getByRole("button", { name: `Cancel the scan of ${api.directory}` }));

    await screen.findByText("Cancelled after 2 files. All results are kept.");
    expect(await fact("New")).toBe("2");
    expect(await fact("Cancel requested")).toMatch(/\d/);
    expect(screen.queryByText("Reason")).toBeNull();
    expect(await fact("Subdirectories")).toBe("Included");
    expect(screen.queryByRole("button", { name: /^Cancel/ })).toBeNull();
    const link = await screen.findByRole("link", { name: "Show 2 videos" });
    expect(link.getAttribute("href")).toBe(`/?job=${id}`);
  });

  it("says why the scan began, what it covered, and the name that the directory was given", async () => {
    await using api = await startApi();
    const { path, root_id: id } = (await api.call("POST", "/api/v1/roots", { path: api.directory })).body;
    await api.call("PATCH", `/api/v1/roots/${id}`, { name: "Our films" });
    const changes = { path, recursive: true, retry_errors: false, only: [path], trigger: "watch" as const };
    const scanId = await api.queue.submit(scanRequest(changes));
    (await api.nextScan()).finish();
    const url = await api.listen();
    using page = openPage(url, `/scans/${scanId}`);
    await screen.findByRole("heading", { level: 1, name: "Our films" });
    await screen.findByText(path);
    await screen.findByText("Started after a change in the directory, to scan only 1 directory.");
    expect(screen.queryByText("Subdirectories")).toBeNull();
    await page.user.click(screen.getByRole("link", { name: "All scans" }));
    await waitFor(() => expect(page.address()).toBe("/scans"));
    const link = await screen.findByRole("link", { name: `Our films ${path}` });
    expect(link.getAttribute("href")).toBe(`/scans/${scanId}`);
    const chosen = { choice: { ids: [] }, count: 3 };
    // A problem of a file that was not chosen.
    const usual = await api.scan();
    const before = await api.nextScan();
    await before.commit({ problems: [join(path, "other.mp4")] });
    before.finish();
    await api.call("GET", `/api/v1/jobs/${usual}/wait`);
    const again = await api.queue.submit(scanRequest({ ...changes, trigger: "hand", full: true, chosen }));
    const scan = await api.nextScan();
    await scan.commit({ problems: [join(path, "chosen.mp4")], lostDisks: [join(path, "disk 2")] });
    scan.finish();
    using other = openPage(url, `/scans/${again}`);
    await screen.findByRole("heading", { level: 1, name: `3 chosen videos in ${path}` });
    await screen.findByText("Started to read 3 chosen videos again.");
    await screen.findByText("By hand, 3 chosen videos");
    await screen.findByText("chosen.mp4");
    expect(screen.queryByText("other.mp4")).toBeNull();
    const lookAgain = await screen.findByRole("button", { name: "Look again" });
    // These would scan the whole directory.
    for (const name of ["Try them again", "The videos are gone"]) {
      expect(screen.queryByRole("button", { name })).toBeNull();
    }
    await other.user.click(lookAgain);
    const { job } = await api.nextScan();
    expect(job).toMatchObject({ resumes: again, payload: { chosen: { count: 3 } } });
    await waitFor(() => expect(other.address()).toBe(`/scans/${job.id}`));
  });

  it("says once that nothing could be read, and asks one question about it", async () => {
    await using api = await startApi();
    const earlier = await api.scan();
    const before = await api.nextScan();
    await before.commit({ problems: [join(api.directory, "bad.mkv")] });
    before.finish();
    await api.call("GET", `/api/v1/jobs/${earlier}/wait`);
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ lostDisks: [api.directory] });
    scan.finish();
    using _ = openPage(await api.listen(), `/scans/${id}`);
    await screen.findByText("Nothing read");
    await screen.findByText("Is the disk mounted?");
    await screen.findByText(/could still not be read when last tried$/);
    expect(screen.queryByText("Completed")).toBeNull();
    expect(screen.queryByRole("list", { name: "Errors of this scan" })).toBeNull();
    const names = screen.getAllByRole("button").map((button) => button.textContent);
    expect(names.filter((name) => name !== "")).toEqual(["Look again", "The videos are gone"]);
  });

  it("says that a scan was begun to read all files again", async () => {
    await using api = await startApi();
    const { body } = await api.call("POST", "/api/v1/videos/scan", { path: api.directory, full: true });
    (await api.nextScan()).finish();
    using _ = openPage(await api.listen(), `/scans/${body.job_id}`);
    await screen.findByText("Started to read all files again.");
    expect(await fact("Begun")).toBe("By hand");
  });

  it("goes to the new scan after Resume, which names the scan that it continues", async () => {
    await using api = await startApi();
    const stopped = await api.scan();
    await api.nextScan();
    await api.call("POST", `/api/v1/jobs/${stopped}/cancel`, { reason: "The disk is needed" });
    await api.call("GET", `/api/v1/jobs/${stopped}/wait`);
    using page = openPage(await api.listen(), `/scans/${stopped}`);
    await screen.findByText("The disk is needed");
    await page.user.click(await screen.findByRole("button", { name: /^Resume/ }));
    const { job } = await api.nextScan();
    await waitFor(() => expect(page.address()).toBe(`/scans/${job.id}`));
    const link = await screen.findByRole("link", { name: /^The scan of / });
    expect(link.getAttribute("href")).toBe(`/scans/${stopped}`);
  });

  it("links to the later scan that continued it, and does not offer to resume it again", async () => {
    await using api = await startApi();
    const stopped = await api.scan();
    await api.nextScan();
    await api.call("POST", `/api/v1/jobs/${stopped}/cancel`);
    await api.call("GET", `/api/v1/jobs/${stopped}/wait`);
    const { body } = await api.call("POST", `/api/v1/jobs/${stopped}/resume`);
    (await api.nextScan()).finish();
    await api.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
    using _ = openPage(await api.listen(), `/scans/${stopped}`);
    const link = await screen.findByRole("link", { name: `Continued by a later scan of ${api.directory}` });
    expect(link.getAttribute("href")).toBe(`/scans/${body.job_id}`);
    expect(screen.queryByRole("button", { name: /^Resume/ })).toBeNull();
  });

  it("says why it failed", async () => {
    await using api = await startApi();
    const id = await api.scan();
    (await api.nextScan()).fail("EIO: i/o error, scandir");
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    using _ = openPage(await api.listen(), `/scans/${id}`);
    const alert = await screen.findByText("Why it failed");
    expect(alert.closest("[role=alert]")?.textContent).toContain("EIO: i/o error, scandir");
    await screen.findByText("Failed after 0 files. All results are kept.");
  });

  it("keeps saying that the scan ended before the cancel", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    using page = openPage(await api.listen(), `/scans/${id}`, ({ cancelJob }) => ({
      async cancelJob(job) {
        scan.finish();
        await vi.waitFor(() => expect(page.feed.state().jobs.get(id)?.status).toBe("completed"));
        return cancelJob(job);
      },
    }));
    await page.user.click(await screen.findByRole("button", { name: /^Cancel the scan/ }));
    await screen.findByText("The scan completed before the cancel arrived.");
    expect(await screen.findByRole("button", { name: /^Scan again/ })).toBeDefined();
  });

  it("says so when the server does not know the scan", async () => {
    await using api = await startApi();
    using _ = openPage(await api.listen(), `/scans/${randomUUID()}`);
    expect(await screen.findByRole("heading", { name: "Scan not found" })).toBeDefined();
  });

  it("says so where the address has no id", async () => {
    await using api = await startApi();
    using _ = openPage(await api.listen(), "/scans/nonsense");
    expect(await screen.findByRole("heading", { name: "Scan not found" })).toBeDefined();
  });

  it("shows its speed, and no empty chart if it was too short for one", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ videos: [join(api.directory, "a.mp4")] });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    let long = false;
    const start = Date.UTC(2026, 0, 1);
    const points = [0, 40, 160, 10, 50].map((scanned, second) => {
      return { at: new Date(start + second * 1_000).toISOString(), scanned };
    });
    const open = (url: string) =>
      openPage(url, `/scans/${id}`, ({ throughput }) => ({
        throughput: (job, options) => (long ? Promise.resolve({ points }) : throughput(job, options)),
      }));
    const url = await api.listen();
    {
      using _ = open(url);
      await screen.findByText("About this scan");
      await screen.findByText("Took");
      expect(screen.queryByRole("heading", { name: "Files per second" })).toBeNull();
    }
    long = true;
    using _ = open(url);
    await screen.findByText("Average 50 files per second over 4 s. Highest 120, between 1 s and 2 s.");
    expect(screen.queryByText(/^The chart appears/)).toBeNull();
  });
});

describe("the errors of a scan", () => {
  async function withErrors(count: number) {
    const api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    const problems = Array.from({ length: count }, (_, index) => join(api.directory, `clip ${index}.mp4`));
    await scan.commit({ problems });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    return { api, id, problems };
  }

  it("are all searched, also those that were not loaded yet", async () => {
    const { api: opened, id } = await withErrors(2_500);
    await using api = opened;
    using page = openPage(await api.listen(), `/scans/${id}`);
    await screen.findByText("clip 0.mp4");
    await page.user.type(screen.getByRole("searchbox", { name: "Search the errors" }), "clip 2499");
    await screen.findByText("clip 2499.mp4");
    await screen.findByText("1 of 2,500 errors match.");
    const list = await screen.findByRole("list", { name: "Errors of this scan" });
    await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(1));
  });

  it("are tried again by a new scan, to whose page it goes", async () => {
    const { api: opened, id } = await withErrors(3);
    await using api = opened;
    using page = openPage(await api.listen(), `/scans/${id}`);
    await page.user.click(await screen.findByRole("button", { name: "Try them again" }));
    const { job } = await api.nextScan();
    expect(job.payload).toMatchObject({ path: api.directory, recursive: true, retry_errors: true });
    await waitFor(() => expect(page.address()).toBe(`/scans/${job.id}`));
  });

  it.each([
    ["Look again", false],
    ["The videos are gone", true],
  ])("about a disk that seems not to be mounted offer two answers: %s", async (answer, acceptEmpty) => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ lostDisks: [join(api.directory, "disk 2")] });
    scan.finish();
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    using page = openPage(await api.listen(), `/scans/${id}`);
    await screen.findByText("Is the disk mounted?");
    await page.user.click(screen.getByRole("button", { name: answer }));
    const { job } = await api.nextScan();
    expect(job.payload).toMatchObject({ path: api.directory, accept_empty: acceptEmpty });
    await waitFor(() => expect(page.address()).toBe(`/scans/${job.id}`));
  });

  it("are where the number of errors leads", async () => {
    const { api: opened, id } = await withErrors(3);
    await using api = opened;
    using _ = openPage(await api.listen(), `/scans/${id}`);
    const link = await screen.findByRole("link", { name: "3" });
    expect(link.getAttribute("href")).toBe("#errors");
    expect((await screen.findByRole("heading", { name: "Errors (3)" })).id).toBe("errors");
  });

  it("are copied, all of them or one", async () => {
    const { api: opened, id, problems } = await withErrors(1_200);
    await using api = opened;
    using page = openPage(await api.listen(), `/scans/${id}`);
    await page.user.click(await screen.findByRole("button", { name: "Copy all" }));
    await screen.findByText("1,200 errors copied.");
    const lines = (await navigator.clipboard.readText()).split("\n");
    expect(lines).toHaveLength(1_201);
    expect(lines[0]).toBe("Path\tError\tCode\tTime");
    expect(lines.at(-1)).toMatch(new RegExp(`^${problems.at(-1)}\tThere is no picture in it.\tnot_video\t2`));

    await page.user.click(screen.getByRole("button", { name: `Copy the error of ${problems[1]}` }));
    await screen.findByRole("button", { name: "Copied" });
    expect(await navigator.clipboard.readText()).toContain(`${problems[1]}\tThere is no picture in it.`);
  });

  it("are shown to be copied by hand where the browser does not let a page copy", async () => {
    const { api: opened, id, problems } = await withErrors(2);
    await using api = opened;
    using page = openPage(await api.listen(), `/scans/${id}`);
    const button = await screen.findByRole("button", { name: "Copy all" });
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("Not allowed"));
    await page.user.click(button);
    const area = await screen.findByRole("textbox", { name: "Text to copy" });
    expect((area as HTMLTextAreaElement).value).toContain(`${problems[1]}\tThere is no picture in it.`);
    await page.user.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Text to copy" })).toBeNull());
  });

  it("say why they cannot be loaded, and load again on request", async () => {
    const { api: opened, id } = await withErrors(1);
    await using api = opened;
    let failures = 1;
    using page = openPage(await api.listen(), `/scans/${id}`, ({ jobErrors }) => ({
      jobErrors(job, query, options) {
        if (failures-- > 0) throw new Refused("The disk is full.", { status: 500, code: "INTERNAL_ERROR" });
        return jobErrors(job, query, options);
      },
    }));
    await screen.findByText("The disk is full.");
    await page.user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("clip 0.mp4")).toBeDefined();
  });
});
