import { join } from "node:path";
import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { startApi } from "../../../test/api/start-api.ts";
import {
  button,
  closed,
  dialog,
  enterPath,
  isEnabled,
  openTab,
  says,
  startBehindProxy,
  startScan,
  title,
} from "../../../test/page/dialog-under-test.tsx";

describe("cancelling a scan", () => {
  it("says that it is cancelling, then what was kept", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    scan.stopsWhenTold = false;
    const { directory } = behind.api;
    await scan.commit({
      videos: [join(directory, "a.mp4"), join(directory, "b.mp4")],
      problems: [join(directory, "c.mp4")],
    });
    await says("3 files so far");
    await tab.user.click(button("Cancel scan"));

    await title("Cancelling…");
    expect(isEnabled(button("Cancelling…"))).toBe(false);
    await says("The results so far are kept.");
    scan.finish({ stoppedEarly: true });

    await title("Scan cancelled");
    await says("Cancelled after 3 files.");
    await says("2 videos were added and are in your library.");
    screen.getByRole("link", { name: "1 file could not be read" });
    button("Resume scan");
    const job = await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}`);
    expect(job.body).toMatchObject({ status: "cancelled", counts: { new: 2, error_count: 1 } });
  });

  it("works from the instant that Start is pressed, before the job id has arrived", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const start = behind.proxy.hold("POST /videos/scan");
    await enterPath(tab, behind.api.directory);
    await tab.user.click(button("Start scan"));
    await start.held;
    await title("Starting…");
    await tab.user.click(button("Cancel scan"));
    await title("Cancelling…");
    await says("The scan is cancelled as soon as the server answers.");
    expect(behind.proxy.count("POST /cancel")).toBe(0);
    start.release();

    await title("Scan cancelled");
    expect(behind.proxy.count("POST /cancel")).toBe(1);
    const { body } = await behind.api.call("GET", "/api/v1/jobs");
    expect(body.jobs).toMatchObject([{ status: "cancelled" }]);
  });

  it("ends a scan at once that is waiting for its turn", async () => {
    await using behind = await startBehindProxy();
    await behind.api.scan();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, "/");
    await tab.user.keyboard("{Enter}");
    await title("Waiting for its turn");
    await says("Other scans are running. This scan starts when its turn comes.");
    await says("You can close this dialog.");
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    await says("Cancelled before it started.");
  });

  it("tells the truth when the scan has ended between the press and the request (409)", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    const cancel = behind.proxy.hold("POST /cancel");
    await tab.user.click(button("Cancel scan"));
    await cancel.held;
    await title("Cancelling…");
    // The page learns of the end only from the answer to its cancel.
    behind.proxy.setStreams("refuse");
    const poll = behind.proxy.hold("GET /jobs");
    scan.finish();
    await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}/wait`);
    cancel.release();

    await title("Scan complete");
    await says("The scan ended before the cancel arrived.");
    await says("1 video was added and is in your library.");
    poll.release();
  });

  it("says that the server does not know the scan when its data was replaced (404), and can be closed", async () => {
    await using behind = await startBehindProxy();
    await using other = await startApi();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await says("1 file so far");
    behind.proxy.target = await other.listen();
    await tab.user.click(button("Cancel scan"));

    await title("Scan not found");
    await says(/Last known: 1 file, 1 video added/);
    await tab.user.click(button("Close"));
    await closed();
  });

  it("finds out by itself that the server's data was replaced", async () => {
    await using behind = await startBehindProxy();
    await using other = await startApi();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    await says("0 files so far");
    behind.proxy.target = await other.listen();
    behind.proxy.cutStreams();
    await title("Scan not found");
    await tab.user.click(button("Scan a directory", dialog()));
    expect(await screen.findByLabelText<HTMLInputElement>("Directory")).toHaveProperty("value", behind.api.directory);
  });

  it("says why the server failed (500), keeps following the scan, and can be pressed again", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    behind.proxy.answer("POST /cancel", 500, { detail: { code: "INTERNAL_ERROR", message: "The disk is full." } });
    await tab.user.click(button("Cancel scan"));

    const alert = await screen.findByRole("alert");
    within(alert).getByText("The scan was not cancelled");
    within(alert).getByText("The disk is full. The scan continues. Press Cancel scan to try again.");
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await says("1 file so far");
    expect(isEnabled(button("Cancel scan"))).toBe(true);
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it.each([
    [503, "STORE_FULL", "The disk is full."],
    [401, "UNAUTHORIZED", "Sign in first."],
  ])("repeats a cancel that the server cannot take now, and tells what it says (%d)", async (status, code, message) => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    const works = behind.proxy.answerAll("POST /cancel", status, { detail: { code, message } });
    await tab.user.click(button("Cancel scan"));
    await says(`${message} The cancel is sent again until the server accepts it.`);
    expect(screen.queryByText(/Cannot reach the server/)).toBeNull();
    expect(isEnabled(button("Cancelling…"))).toBe(false);
    works();
    await title("Scan cancelled");
  });

  it("is not done by the second click of a double-click on Start, nor closed by the first beside it", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    fireEvent.click(button("Cancel scan"), { detail: 2 });
    const overlay = document.querySelector(".mantine-Modal-overlay");
    const around = dialog().parentElement;
    if (overlay === null || around === null) throw new Error("There is nothing around the dialog");
    await tab.user.click(overlay);
    await tab.user.click(around);
    await title("Scanning");
    expect(tab.address()).not.toBe("/");
    expect(behind.proxy.count("POST /cancel")).toBe(0);
    // Keyboard presses have a click count of 0.
    fireEvent.click(button("Cancel scan"), { detail: 0 });
    await title("Scan cancelled");
  });

  it("shows that the scan is cancelling, and then its end, when it was cancelled in another tab", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    scan.stopsWhenTold = false;
    await title("Scanning");
    await behind.api.call("POST", `/api/v1/jobs/${scan.job.id}/cancel`);
    await title("Cancelling…");
    expect(isEnabled(button("Cancelling…"))).toBe(false);
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
    expect(behind.proxy.count("POST /cancel")).toBe(0);
  });

  it("says so when the scan was just done as the cancel came", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    scan.stopsWhenTold = false;
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await tab.user.click(button("Cancel scan"));
    await says("The results so far are kept.");
    scan.finish({ stoppedEarly: false });
    await says("The cancel arrived when the only file had already been scanned.");
  });
});
