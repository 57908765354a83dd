import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { scanRequest } from "../../../../src/scanning/scan-payload.ts";
import { type Api, startApi } from "../../../../test/api/start-api.ts";
import { openPage } from "../../../../test/page/page-under-test.tsx";
import { Refused } from "../../api/failures.ts";

type Ending = "completed" | "failed" | "cancelled";

async function scanned(api: Api, name: string, ending: Ending, videos: readonly string[] = []): Promise<string> {
  const path = join(api.directory, name);
  await mkdir(path, { recursive: true });
  const id = await api.scan(path);
  const scan = await api.nextScan();
  await scan.commit({ videos: videos.map((video) => join(path, video)) });
  if (ending === "completed") scan.finish();
  else if (ending === "failed") scan.fail("EIO: i/o error, scandir");
  else await api.call("POST", `/api/v1/jobs/${id}/cancel`);
  await api.call("GET", `/api/v1/jobs/${id}/wait`);
  return id;
}

interface Changes {
  readonly videos?: readonly string[];
  readonly missing?: readonly string[];
  readonly excluded?: readonly string[];
  /** The directories with changes. Default: everywhere. */
  readonly only?: readonly string[];
  readonly fails?: boolean;
}

/** Scans a directory as its watch does. */
async function afterChanges(api: Api, name: string, changes: Changes = {}): Promise<string> {
  const path = join(api.directory, name);
  await mkdir(path, { recursive: true });
  const within = (names: readonly string[] = []) => names.map((each) => join(path, each));
  const { videos, missing, excluded, only, fails = false } = changes;
  const request = { path, recursive: true, retry_errors: false, accept_empty: false, trigger: "watch" } as const;
  const id = await api.queue.submit(scanRequest({ ...request, ...(only !== undefined && { only }) }));
  const scan = await api.nextScan();
  await scan.commit({ videos: within(videos) });
  await scan.commit({ missing: within(missing), excluded: within(excluded) });
  if (fails) scan.fail("EIO: i/o error, scandir");
  else scan.finish();
  await api.queue.wait(id);
  return id;
}

const rows = async () => {
  const table = await screen.findByRole<HTMLTableElement>("table", { name: "History" });
  return [...(table.tBodies[0]?.rows ?? [])];
};
const rowOf = async (name: string) => {
  const row = (await rows()).find((row) => row.textContent.includes(name));
  if (row === undefined) throw new Error(`There is no row of ${name}`);
  return row;
};

describe("the history of scans", () => {
  it("says when and where they were, how they ended, what they counted and how long they took", async () => {
    await using api = await startApi();
    const id = await scanned(api, "Films", "completed", ["a.mp4", "b.mp4"]);
    await scanned(api, "Clips", "failed");
    using _ = openPage(await api.listen(), "/scans");
    const row = await rowOf("Films");
    const cells = within(row)
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
    const { body: job } = await api.call("GET", `/api/v1/jobs/${id}`);
    expect(row.querySelector("time")?.dateTime).toBe(job.started_at);
    expect(cells.slice(2, 8)).toEqual(["Completed", "2", "0", "0", "0", "0"]);
    expect(cells[8]).toMatch(/^\d+ (ms|s)$/);
    const link = within(row).getByRole("link", { name: join(api.directory, "Films") });
    expect(link.getAttribute("href")).toBe(`/scans/${id}`);
    within(row).getByRole("button", { name: /^Scan again/ });
    within(await rowOf("Clips")).getByText("Failed");
    within(await rowOf("Clips")).getByRole("button", { name: /^Resume/ });
  });

  it("is filtered by how they ended and by a part of the directory, both in the address", async () => {
    await using api = await startApi();
    await scanned(api, "Films/2019", "completed");
    await scanned(api, "Films/2020", "cancelled");
    await scanned(api, "Clips/2019", "cancelled");
    using page = openPage(await api.listen(), "/scans?status=cancelled");
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    await page.user.type(screen.getByRole("searchbox", { name: "Filter by directory" }), "films/");
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    await rowOf("Films/2020");
    expect(page.address()).toBe("/scans?status=cancelled&q=films%2F");
    await page.user.click(screen.getByRole("radio", { name: "Failed" }));
    await page.user.click(await screen.findByRole("button", { name: "Clear the filters" }));
    await waitFor(async () => expect(await rows()).toHaveLength(3));
    expect(page.address()).toBe("/scans");
  });

  it("is filtered by the name that people gave to a directory", async () => {
    await using api = await startApi();
    await scanned(api, "f", "completed");
    await scanned(api, "Clips", "completed");
    const { roots } = (await api.call("GET", "/api/v1/roots")).body;
    const { root_id: id } = roots.find(({ name }: { name: string }) => name === "f");
    await api.call("PATCH", `/api/v1/roots/${id}`, { name: "Our films" });
    using page = openPage(await api.listen(), "/scans");
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    await page.user.type(screen.getByRole("searchbox", { name: "Filter by directory" }), "our films");
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    expect((await rows())[0]?.textContent).toContain("Our films");
  });

  it("shows all where the address asks for an end that there is not", async () => {
    await using api = await startApi();
    await scanned(api, "Films", "completed");
    using _ = openPage(await api.listen(), "/scans?status=bogus");
    expect(await rows()).toHaveLength(1);
  });

  it("comes a page at a time", async () => {
    await using api = await startApi();
    for (let index = 0; index < 8; index += 1) await scanned(api, `part ${index}`, "completed");
    using page = openPage(await api.listen(), "/scans", ({ jobs }) => ({
      jobs: (query, options) => jobs({ ...query, limit: 5 }, options),
    }));
    await waitFor(async () => expect(await rows()).toHaveLength(5));
    expect(screen.getByRole("table").ariaRowCount).toBe("-1");
    await page.user.click(screen.getByRole("button", { name: "Show more" }));
    await waitFor(async () => expect(await rows()).toHaveLength(8));
    expect(screen.getByRole("table").ariaRowCount).toBe("9");
    await rowOf("part 0");
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  it("resumes a cancelled scan, and opens the new scan", async () => {
    await using api = await startApi();
    const stopped = await scanned(api, "Films", "cancelled");
    using page = openPage(await api.listen(), "/scans");
    await page.user.click(within(await rowOf("Films")).getByRole("button", { name: /^Resume/ }));
    const { job } = await api.nextScan();
    expect(job.resumes).toBe(stopped);
    await waitFor(() => expect(page.address()).toBe(`/scans?scan=${job.id}`));
    await screen.findByRole("link", { name: `Open the scan of ${join(api.directory, "Films")}` });
  });

  it("links to the later scan that continued a scan, instead of offering to resume", async () => {
    await using api = await startApi();
    const stopped = await scanned(api, "Films", "cancelled");
    const { body } = await api.call("POST", `/api/v1/jobs/${stopped}/resume`);
    const later = await api.nextScan();
    later.finish();
    await api.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
    // The later scan has another result, so a history of cancelled scans does not list it.
    const url = await api.listen();
    for (const address of ["/scans", "/scans?status=cancelled"]) {
      using _ = openPage(url, address);
      const name = `Continued by a later scan of ${join(api.directory, "Films")}`;
      const link = await screen.findByRole("link", { name });
      expect(link.getAttribute("href")).toBe(`/scans/${body.job_id}`);
      expect(screen.queryByRole("button", { name: /^Resume/ })).toBeNull();
    }
  });

  it("does not offer to resume a scan that a later scan of the same directory continued", async () => {
    await using api = await startApi();
    await scanned(api, "Films", "cancelled");
    await scanned(api, "Films", "completed");
    const last = await scanned(api, "Films", "cancelled");
    await scanned(api, "Films/2019", "completed");
    const flat = await api.call("POST", "/api/v1/videos/scan", {
      path: join(api.directory, "Films"),
      recursive: false,
    });
    (await api.nextScan()).finish();
    await api.call("GET", `/api/v1/jobs/${flat.body.job_id}/wait`);
    const url = await api.listen();
    for (const address of ["/scans", "/scans?status=cancelled"]) {
      using _ = openPage(url, address);
      const name = `Continued by a later scan of ${join(api.directory, "Films")}`;
      const link = await screen.findByRole("link", { name });
      expect(link.getAttribute("href")).toBe(`/scans/${last}`);
      // This is the last scan of its kind: later ones had another directory, or no subdirectories.
      expect(screen.getAllByRole("button", { name: /^Resume/ })).toHaveLength(1);
    }
  });

  it("offers to resume a scan that reads all files again until another such scan has continued it", async () => {
    await using api = await startApi();
    const scanAll = async (end: "cancelled" | "completed", full: boolean) => {
      const { body } = await api.call("POST", "/api/v1/videos/scan", { path: join(api.directory, "Films"), full });
      const scan = await api.nextScan();
      if (end === "cancelled") await api.call("POST", `/api/v1/jobs/${body.job_id}/cancel`);
      else scan.finish();
      await api.call("GET", `/api/v1/jobs/${body.job_id}/wait`);
      return body.job_id;
    };
    await mkdir(join(api.directory, "Films"));
    await scanAll("cancelled", true);
    await scanAll("completed", false);
    const url = await api.listen();
    const name = `Continued by a later scan of ${join(api.directory, "Films")}`;
    {
      using _ = openPage(url, "/scans?status=cancelled");
      await screen.findByRole("button", { name: /^Resume/ });
      expect(screen.queryByRole("link", { name })).toBeNull();
    }
    const last = await scanAll("completed", true);
    using _ = openPage(url, "/scans?status=cancelled");
    expect((await screen.findByRole("link", { name })).getAttribute("href")).toBe(`/scans/${last}`);
  });

  it("says why a scan cannot go on", async () => {
    await using api = await startApi();
    await scanned(api, "Films", "cancelled");
    await rm(join(api.directory, "Films"), { recursive: true });
    using page = openPage(await api.listen(), "/scans");
    await page.user.click(within(await rowOf("Films")).getByRole("button", { name: /^Resume/ }));
    const message = await screen.findByText(/^Not started: /);
    expect(message.textContent).toContain(join(api.directory, "Films"));
  });

  it("folds scans after changes in a directory to one row with their sums, which is opened and closed", async () => {
    await using api = await startApi();
    const first = await afterChanges(api, "Films", { videos: ["a.mp4", "b.mp4"] });
    await scanned(api, "Clips", "completed");
    const last = await afterChanges(api, "Films", { videos: ["c.mp4"], missing: ["b.mp4"] });
    using page = openPage(await api.listen(), "/scans");
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    const films = join(api.directory, "Films");
    const row = await rowOf("Films");
    const cells = within(row)
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
    expect(cells[1]).toMatch(/2 scans after changes, added up$/);
    expect(cells.slice(2, 7)).toEqual(["Completed", "3", "0", "0", "1"]);
    const toggle = within(row).getByRole("button", { name: `${films} 2 scans after changes, added up` });
    expect(toggle.ariaExpanded).toBe("false");
    await page.user.click(toggle);
    expect(toggle.ariaExpanded).toBe("true");
    const [, second, third, fourth] = await rows();
    const hrefOf = (row: HTMLTableRowElement | undefined) => row?.querySelector("a")?.getAttribute("href");
    expect([second, third].map(hrefOf)).toEqual([`/scans/${last}`, `/scans/${first}`]);
    expect(second?.textContent).toContain("After changes");
    expect(fourth?.textContent).toContain("Clips");
    await page.user.click(toggle);
    expect(await rows()).toHaveLength(2);
  });

  it("keeps a scan after changes that failed in sight", async () => {
    await using api = await startApi();
    for (const fails of [false, false, true, false, false]) await afterChanges(api, "Films", { fails });
    using _ = openPage(await api.listen(), "/scans");
    await waitFor(async () => expect(await rows()).toHaveLength(3));
    expect((await rows()).map((row) => row.textContent.includes("Failed"))).toEqual([false, true, false]);
  });

  it("says that a row may have more scans than are loaded, and completes it with the next page", async () => {
    await using api = await startApi();
    for (let index = 0; index < 7; index += 1) await afterChanges(api, "Films");
    using page = openPage(await api.listen(), "/scans", ({ jobs }) => ({
      jobs: (query, options) => jobs({ ...query, limit: 5 }, options),
    }));
    await screen.findByText("At least 5 scans after changes, added up");
    await page.user.click(screen.getByRole("button", { name: "Show more" }));
    await screen.findByText("7 scans after changes, added up");
    expect(await rows()).toHaveLength(1);
  });

  it("does not take a scan of some directories for the rest of a cancelled one", async () => {
    await using api = await startApi();
    await scanned(api, "Films", "cancelled");
    await afterChanges(api, "Films", { only: ["2019"] });
    using _ = openPage(await api.listen(), "/scans");
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    expect(screen.getByRole("button", { name: /^Resume/ })).toBeDefined();
  });

  it("says what began a scan, and what few scans have found", async () => {
    await using api = await startApi();
    await scanned(api, "Clips", "completed", ["a.mp4", "b.mp4"]);
    const clips = join(api.directory, "Clips");
    await afterChanges(api, "Clips", { excluded: ["a.mp4"], videos: ["c.mp4"] });
    using page = openPage(await api.listen(), "/scans");
    await waitFor(async () => expect((await rows())[0]?.textContent).toContain("After changes · 1 removed"));
    await page.user.click(screen.getAllByRole("link", { name: clips })[0] ?? expect.fail());
    const facts = await screen.findByRole("region", { name: "About this scan" });
    expect(within(facts).getByText("After changes").previousElementSibling?.textContent).toBe("Begun");
  });

  it("before the first scan has one thing to do", async () => {
    await using api = await startApi();
    using page = openPage(await api.listen(), "/scans");
    await screen.findByText("No directory has been scanned yet.");
    await page.user.click(screen.getByRole("button", { name: "Scan a directory" }));
    await waitFor(() => expect(page.address()).toBe("/scans?scan=new"));
  });

  it("says why it cannot be loaded, and loads again on request", async () => {
    await using api = await startApi();
    await scanned(api, "Films", "completed");
    let failures = 1;
    using page = openPage(await api.listen(), "/scans", ({ jobs }) => ({
      jobs(query, options) {
        if (failures-- > 0) throw new Refused("The disk is full.", { status: 500, code: "INTERNAL_ERROR" });
        return jobs(query, options);
      },
    }));
    await screen.findByText("The disk is full.");
    await page.user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await rows()).toHaveLength(1);
  });
});
