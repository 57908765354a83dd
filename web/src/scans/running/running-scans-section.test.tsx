import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { type Api, startApi } from "../../../../test/api/start-api.ts";
import { FaultProxy } from "../../../../test/page/fault-proxy.ts";
import { openPage } from "../../../../test/page/page-under-test.tsx";
import { Refused } from "../../api/failures.ts";

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
    await within(card).findByText("1 error");
    await within(card).findByText("Running");
    expect(within(card).getByRole("progressbar").hasAttribute("aria-valuenow")).toBe(false);
    await within(await cardOf(second)).findByText("Waiting for its turn");
  });

  it("lead to their own page by a click, as ended scans do", async () => {
    await using api = await startApi();
    const id = await api.scan();
    using page = openPage(await api.listen(), "/scans?status=failed");
    await page.user.click(await screen.findByRole("link", { name: `Open the scan of ${api.directory}` }));
    await waitFor(() => expect(page.address()).toBe(`/scans/${id}`));
  });

  it("say that they are cancelling until they have ended, and are in the history then", async () => {
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
    await within(history).findByText("Cancelled");
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
      async cancelJob(job, options) {
        scan.finish();
        // The page learns of the end before it learns that there is nothing to cancel.
        await vi.waitFor(() => expect(page.feed.state().jobs.get(id)?.status).toBe("completed"));
        return cancelJob(job, options);
      },
    }));
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` }));

    const message = await screen.findByText(/The scan completed before the cancel arrived/);
    const card = await cardOf(api.directory);
    expect(card.contains(message)).toBe(true);
    expect(within(card).queryByRole("button", { name: /^Cancel/ })).toBeNull();
    await page.user.click(within(card).getByRole("button", { name: /^Dismiss/ }));
    await waitFor(() => expect(card.isConnected).toBe(false));
  });

  it("that the server does not know any more say so, and have no Cancel that does nothing", async () => {
    await using api = await startApi();
    await using other = await startApi();
    await using proxy = await FaultProxy.start(await api.listen());
    await api.scan();
    using page = openPage(proxy.url, "/scans");
    const button = await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` });
    proxy.target = await other.listen();
    await page.user.click(button);
    await screen.findByText(/This server no longer knows this scan/);
    const name = `Cancel the scan of ${api.directory}`;
    await waitFor(() => expect(screen.queryByRole("button", { name })).toBeNull());
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

  it("that were cancelled while the server was away are cancelled when it is back", async () => {
    await using api = await startApi();
    await using proxy = await FaultProxy.start(await api.listen());
    const id = await api.scan();
    using page = openPage(proxy.url, "/scans");
    const button = await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` });
    proxy.down();
    await page.user.click(button);
    await screen.findByText("Cannot reach the server. The cancel is sent as soon as the server answers.");
    expect(screen.getByRole("button", { name: `Cancelling… the scan of ${api.directory}` }).ariaDisabled).toBe("true");
    proxy.up();
    await screen.findByRole("table", { name: "History" });
    expect((await api.call("GET", `/api/v1/jobs/${id}`)).body.status).toBe("cancelled");
    await waitFor(() => expect(screen.queryByText(/^Cannot reach the server/)).toBeNull());
  });

  it("that were cancelled while the server was away are cancelled even after a reload of the page", async () => {
    await using api = await startApi();
    await using proxy = await FaultProxy.start(await api.listen());
    const id = await api.scan();
    {
      using page = openPage(proxy.url, "/scans");
      const button = await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` });
      proxy.down();
      await page.user.click(button);
      await screen.findByText(/^Cannot reach the server/);
    }
    proxy.up();
    using _ = openPage(proxy.url, "/scans");
    expect((await api.call("GET", `/api/v1/jobs/${id}/wait`)).body.status).toBe("cancelled");
  });

  it("say what a server says that cannot take the cancel now, and send it again", async () => {
    await using api = await startApi();
    await using proxy = await FaultProxy.start(await api.listen());
    const id = await api.scan();
    using page = openPage(proxy.url, "/scans");
    const works = proxy.answerAll("POST /cancel", 503, {
      detail: { code: "STORE_FULL", message: "The disk is full." },
    });
    await page.user.click(await screen.findByRole("button", { name: `Cancel the scan of ${api.directory}` }));
    await screen.findByText("The disk is full. The cancel is sent again until the server accepts it.");
    works();
    await screen.findByRole("table", { name: "History" });
    expect((await api.call("GET", `/api/v1/jobs/${id}`)).body.status).toBe("cancelled");
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
    await screen.findByText("2 scans cancelled. All results are kept.");
    const { jobs } = (await api.call("GET", "/api/v1/jobs")).body;
    expect(jobs.filter((job: { cancel_requested_at: string | null }) => job.cancel_requested_at === null)).toEqual([]);
  });

  it("cancels every scan when the server is back that was away", async () => {
    await using api = await startApi({ concurrency: 2 });
    await using proxy = await FaultProxy.start(await api.listen());
    const ids = [await api.scan(await directory(api, "one")), await api.scan(await directory(api, "two"))];
    using page = openPage(proxy.url, "/scans");
    const button = await screen.findByRole("button", { name: "Cancel all" });
    proxy.down();
    await page.user.dblClick(button);
    await screen.findByText("Cannot reach the server. The cancels are sent as soon as the server answers.");
    proxy.up();
    await screen.findByText("2 scans cancelled. All results are kept.");
    for (const id of ids) {
      expect((await api.call("GET", `/api/v1/jobs/${id}/wait`)).body.status).toBe("cancelled");
    }
    expect(proxy.count("POST /jobs/cancel")).toBe(0);
  });

  it("says so when nothing is left to cancel", async () => {
    await using api = await startApi({ concurrency: 2 });
    const ids = [await api.scan(await directory(api, "one")), await api.scan(await directory(api, "two"))];
    const scans = [await api.nextScan(), await api.nextScan()];
    const ended = Promise.withResolvers<void>();
    using page = openPage(await api.listen(), "/scans", ({ cancelJob }) => ({
      async cancelJob(job, options) {
        await ended.promise;
        return cancelJob(job, options);
      },
    }));
    await page.user.click(await screen.findByRole("button", { name: "Cancel all" }));
    for (const scan of scans) scan.finish();
    for (const id of ids) await api.call("GET", `/api/v1/jobs/${id}/wait`);
    ended.resolve();
    const message = await screen.findByText("There was nothing to cancel: all scans had already ended.");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Cancel all" })).toBeNull());
    expect(message.isConnected).toBe(true);
  });

  it("says why when the server has failed to, and can be pressed again", async () => {
    await using api = await startApi({ concurrency: 2 });
    await api.scan(await directory(api, "one"));
    await api.scan(await directory(api, "two"));
    using page = openPage(await api.listen(), "/scans", () => ({
      cancelJob: () => Promise.reject(new Refused("The disk is full.", { status: 500, code: "INTERNAL_ERROR" })),
    }));
    await page.user.click(await screen.findByRole("button", { name: "Cancel all" }));
    await screen.findByText("Not all scans were cancelled: The disk is full.");
    expect(screen.getByRole("button", { name: "Cancel all" }).ariaDisabled).toBe("false");
  });
});
