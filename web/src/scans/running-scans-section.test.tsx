import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import { createApiClient, Refused } from "../api/api-client.ts";

async function directory(api: Api, name: string): Promise<string> {
  const path = join(api.directory, name);
  await mkdir(path);
  return path;
}

const cardOf = async (path: string): Promise<HTMLElement> => {
  const link = await screen.findByRole("link", { name: `Open the scan of ${path}` });
  const card = link.closest("li");
  if (card === null) throw new Error("The link is in no card");
  return card;
};

describe("the scans that run", () => {
  it("are shown with how far they are", async () => {
    await using api = await startApi();
    const first = await directory(api, "first");
    const second = await directory(api, "second");
    await api.scan(first);
    await api.scan(second);
    const scan = await api.nextScan();
    await scan.commit({ videos: [join(first, "a.mp4"), join(first, "b.mp4")], problems: [join(first, "c.mp4")] });
    using _ = openPage(await api.listen(), "/scans");

    const card = await cardOf(first);
    await within(card).findByText("3 files so far");
    within(card).getByText("1 error");
    within(card).getByText("Running");
    expect(within(card).getByRole("progressbar").hasAttribute("aria-valuenow")).toBe(false);
    within(await cardOf(second)).getByText("Waiting for its turn");
  });

  it("are opened in the scan dialog by a click, with the filters kept", async () => {
    await using api = await startApi();
    const id = await api.scan();
    using page = openPage(await api.listen(), "/scans?status=failed");
    await page.user.click(await screen.findByRole("link", { name: `Open the scan of ${api.directory}` }));
    await waitFor(() => expect(page.address()).toBe(`/scans?status=failed&scan=${id}`));
  });

  it("say that they are cancelling until they have stopped, and are in the history then", async () => {
    await using api = await startApi();
    await api.scan();
    const scan = await api.nextScan();
    scan.stopsWhenTold = false;
    using page = openPage(await api.listen(), "/scans");
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` }));

    const card = await cardOf(api.directory);
    await within(card).findByRole("button", { name: `Cancelling… the scan of ${api.directory}` });
    await within(card).findAllByText("Cancelling…");
    scan.finish({ stoppedEarly: true });
    const history = await screen.findByRole("table", { name: "History" });
    within(history).getByText("Cancelled");
    await waitFor(() => expect(card.isConnected).toBe(false));
  });

  it("that wait are cancelled at once", async () => {
    await using api = await startApi();
    await api.scan(await directory(api, "running"));
    const waiting = await directory(api, "waiting");
    const id = await api.scan(waiting);
    using page = openPage(await api.listen(), "/scans");
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${waiting}` }));
    await screen.findByRole("table", { name: "History" });
    expect((await api.call("GET", `/api/v1/jobs/${id}`)).body.status).toBe("cancelled");
  });

  it("that have ended before the cancel keep their card, which says so", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    using page = openPage(await api.listen(), "/scans", ({ cancelJob }) => ({
      async cancelJob(job) {
        scan.finish();
        // The page has heard of the end before it hears that there is nothing to cancel.
        await vi.waitFor(() => expect(page.feed.state().jobs.get(id)?.status).toBe("completed"));
        return cancelJob(job);
      },
    }));
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` }));

    const told = await screen.findByText(/The scan completed before the cancel arrived/);
    const card = await cardOf(api.directory);
    expect(card.contains(told)).toBe(true);
    expect(within(card).queryByRole("button", { name: /^Cancel/ })).toBeNull();
    await page.user.click(within(card).getByRole("button", { name: /^Dismiss/ }));
    await waitFor(() => expect(card.isConnected).toBe(false));
  });

  it("that the server does not know any more say so, and have no Cancel that does nothing", async () => {
    await using api = await startApi();
    await api.scan();
    using page = openPage(await api.listen(), "/scans", ({ cancelJob }) => ({
      cancelJob: () => cancelJob(randomUUID()),
    }));
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` }));
    await screen.findByText(/This server no longer knows this scan/);
    expect(screen.queryByRole("button", { name: `Cancel the scan of ${api.directory}` })).toBeNull();
  });

  it("can be cancelled again after the server has failed to", async () => {
    await using api = await startApi();
    const id = await api.scan();
    let failures = 1;
    using page = openPage(await api.listen(), "/scans", ({ cancelJob }) => ({
      cancelJob(job) {
        if (failures-- > 0) throw new Refused("The disk is full.", { status: 500, code: "INTERNAL_ERROR" });
        return cancelJob(job);
      },
    }));
    const button = () => screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` });
    await page.user.click(await button());
    await screen.findByText("Not cancelled: The disk is full. Try again.");
    expect((await api.call("GET", `/api/v1/jobs/${id}`)).body.cancel_requested_at).toBeNull();
    await page.user.click(await button());
    await screen.findByRole("table", { name: "History" });
    expect((await api.call("GET", `/api/v1/jobs/${id}`)).body.status).toBe("cancelled");
  });

  it("can be cancelled again after there was no answer", async () => {
    await using api = await startApi();
    await api.scan();
    using page = openPage(await api.listen(), "/scans", () => ({
      cancelJob: (job) => createApiClient({ baseUrl: "http://127.0.0.1:1" }).cancelJob(job),
    }));
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` }));
    await screen.findByText(/The server did not answer. The scan may not have been cancelled/);
    const button = await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` });
    expect(button.ariaDisabled).not.toBe("true");
  });
});

describe("Cancel all", () => {
  it("is there for two scans or more, and tells what happened", async () => {
    await using api = await startApi();
    await api.scan(await directory(api, "one"));
    await api.nextScan();
    using page = openPage(await api.listen(), "/scans");
    await screen.findByRole("button", { name: /^Cancel the scan/ });
    expect(screen.queryByRole("button", { name: "Cancel all" })).toBeNull();
    await api.scan(await directory(api, "two"));
    await page.user.click(await screen.findByRole("button", { name: "Cancel all" }));
    await screen.findByText("2 scans cancelled. Everything found so far is in your library.");
    const { jobs } = (await api.call("GET", "/api/v1/jobs")).body;
    expect(jobs.filter((job: { cancel_requested_at: string | null }) => job.cancel_requested_at === null)).toEqual([]);
  });

  it("cannot be pressed again until the page has heard what became of the scans, and keeps what it has told", async () => {
    await using api = await startApi({ concurrency: 2 });
    await api.scan(await directory(api, "one"));
    await api.scan(await directory(api, "two"));
    using page = openPage(await api.listen(), "/scans", ({ jobs }) => ({
      // Accepted, while the page has not heard of it otherwise.
      cancelAllJobs: () => jobs({ statuses: ["running"] }),
    }));
    await page.user.dblClick(await screen.findByRole("button", { name: "Cancel all" }));
    await screen.findByText("2 scans cancelled. Everything found so far is in your library.");
    expect(screen.getByRole("button", { name: "Cancelling…" }).ariaDisabled).toBe("true");
  });

  it("says so when nothing is left to cancel", async () => {
    await using api = await startApi({ concurrency: 2 });
    const ids = [await api.scan(await directory(api, "one")), await api.scan(await directory(api, "two"))];
    const scans = [await api.nextScan(), await api.nextScan()];
    using page = openPage(await api.listen(), "/scans", ({ cancelAllJobs }) => ({
      async cancelAllJobs() {
        for (const scan of scans) scan.finish();
        for (const id of ids) await api.call("GET", `/api/v1/jobs/${id}/wait`);
        return cancelAllJobs();
      },
    }));
    await page.user.click(await screen.findByRole("button", { name: "Cancel all" }));
    const told = await screen.findByText("There was nothing to cancel: all scans had already ended.");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Cancel all" })).toBeNull());
    expect(told.isConnected).toBe(true);
  });

  it("says why when the server has failed to, and can be pressed again", async () => {
    await using api = await startApi({ concurrency: 2 });
    await api.scan(await directory(api, "one"));
    await api.scan(await directory(api, "two"));
    using page = openPage(await api.listen(), "/scans", () => ({
      cancelAllJobs: () => Promise.reject(new Refused("The disk is full.", { status: 500, code: "INTERNAL_ERROR" })),
    }));
    await page.user.click(await screen.findByRole("button", { name: "Cancel all" }));
    await screen.findByText("The scans were not cancelled: The disk is full.");
    expect(screen.getByRole("button", { name: "Cancel all" }).ariaDisabled).toBe("false");
  });
});
