import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { mostForgottenAtOnce } from "../../../../src/library/forgetting.ts";
import { type Api, startApi } from "../../../../test/api/start-api.ts";
import { openTab } from "../../../../test/page/dialog-under-test.tsx";
import { openPage } from "../../../../test/page/page-under-test.tsx";

const subject = "Removal of missing videos";
const all = mostForgottenAtOnce + 200;

/** A server with so many missing videos, one that is there, and a removal of the missing ones that waits in its middle. */
async function startRemoval(options: { readonly concurrency?: number } = {}) {
  const arrived = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const api = await startApi({
    ...options,
    onForgotten: () => {
      arrived.resolve();
      return held.promise;
    },
  });
  const names = Array.from({ length: all }, (_, nth) => `${api.directory}/${nth}.mkv`);
  const id = await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ videos: [...names, `${api.directory}/kept.mkv`] });
  await scan.commit({ missing: names });
  scan.finish();
  await api.queue.wait(scan.job.id);
  const { body } = await api.call("POST", "/api/v1/videos/forget", { filter: { missing: true } });
  await arrived.promise;
  return Object.assign(api, {
    scanId: id,
    removal: body.job_id as string,
    release: () => held.resolve(),
    total: async (): Promise<number> => (await api.call("GET", "/api/v1/videos?limit=1")).body.total,
  });
}

/** Cancels the removal after its first step. */
async function stopped(api: Awaited<ReturnType<typeof startRemoval>>): Promise<void> {
  await api.call("POST", `/api/v1/jobs/${api.removal}/cancel`);
  api.release();
  const { body } = await api.call("GET", `/api/v1/jobs/${api.removal}/wait`);
  expect(body).toMatchObject({ status: "cancelled", counts: { forgotten: mostForgottenAtOnce } });
}

const newest = async (api: Api) => (await api.call("GET", "/api/v1/jobs?limit=1")).body.jobs[0];

it("a removal that was cancelled is resumed on its page: the rest is removed, and nothing else", async () => {
  await using api = await startRemoval();
  await stopped(api);
  // A video that was found again meanwhile.
  const again = await api.scan();
  const scan = await api.nextScan();
  const left = (await api.call("GET", "/api/v1/videos?missing=true&limit=1")).body.videos[0].path;
  await scan.commit({ videos: [left] });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${again}/wait`);

  const url = await api.listen();
  using page = openPage(url, `/scans/${api.removal}`);
  await screen.findByRole("heading", { level: 1, name: subject });
  await screen.findByText(/^Cancelled after removing 1,000 of 1,200 videos from the library\./);
  await page.user.click(await screen.findByRole("button", { name: "Resume the removal of missing videos" }));
  await screen.findByText("199 videos were removed from the library. No file was touched.");
  const resumed = await newest(api);
  expect(page.address()).toBe(`/scans/${resumed.job_id}`);
  expect(resumed).toMatchObject({ job_type: "forget", resumes: api.removal, status: "completed" });
  // A completed removal has nothing to repeat.
  expect(screen.queryByRole("button", { name: /Resume|again|Repeat/ })).toBeNull();
  expect(await api.total()).toBe(2);
});

it("the history resumes it, shows its page, and then leads to what continued it", async () => {
  await using api = await startRemoval();
  await stopped(api);
  const url = await api.listen();
  const rowOf = async (text: string) =>
    waitFor(() => {
      const rows = [...screen.getByRole<HTMLTableElement>("table", { name: "History" }).rows];
      return rows.find((row) => row.textContent.includes(text)) ?? expect.fail();
    });
  {
    using page = openPage(url, "/scans");
    const resume = { name: "Resume the removal of missing videos" };
    await page.user.click(within(await rowOf("1,000 removed")).getByRole("button", resume));
    await screen.findByText("200 videos were removed from the library. No file was touched.");
    expect(page.address()).toMatch(/^\/scans\/[\da-f-]{36}$/);
  }
  using _ = openPage(url, "/scans");
  const continued = within(await rowOf("1,000 removed")).getByRole("link", { name: /^Continued by a later job/ });
  expect(continued.getAttribute("href")).toBe(`/scans/${(await newest(api)).job_id}`);
});

it("a removal of which nothing is left says so when it is resumed", async () => {
  await using api = await startRemoval();
  await stopped(api);
  await api.call("POST", `/api/v1/jobs/${api.removal}/resume`);
  await api.queue.wait((await newest(api)).job_id);
  const { body } = await api.call("POST", `/api/v1/jobs/${api.removal}/resume`);
  using _ = openPage(await api.listen(), `/scans/${body.job_id}`);
  await screen.findByText("There was nothing to remove.");
});

it("Cancel all names what it has cancelled: scans, removals and checks", async () => {
  await using api = await startRemoval({ concurrency: 2 });
  await api.scan();
  using page = openPage(await api.listen(), "/scans");
  await screen.findByRole("button", { name: "Cancel the removal of missing videos" });
  await page.user.click(await screen.findByRole("button", { name: "Cancel all" }));
  await screen.findByText("1 scan and 1 removal cancelled. All results are kept.");
  api.release();
  expect((await api.call("GET", `/api/v1/jobs/${api.removal}/wait`)).body.status).toBe("cancelled");
});

it("a removal that ends before its cancel arrives is not called a scan", async () => {
  await using api = await startRemoval();
  using page = openPage(await api.listen(), "/scans", ({ cancelJob }) => ({
    async cancelJob(job, options) {
      api.release();
      await waitFor(() => expect(page.feed.state().jobs.get(job)?.status).toBe("completed"));
      return cancelJob(job, options);
    },
  }));
  await page.user.click(await screen.findByRole("button", { name: "Cancel the removal of missing videos" }));
  await screen.findByText("The removal completed before the cancel arrived.");
});

it("an address of the scan dialog that names a removal leads to its page", async () => {
  await using api = await startRemoval();
  using tab = await openTab(await api.listen(), `/?scan=${api.removal}`);
  await waitFor(() => expect(tab.address()).toBe(`/scans/${api.removal}`));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  api.release();
});
