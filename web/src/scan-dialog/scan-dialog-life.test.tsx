import { join } from "node:path";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import {
  button,
  closed,
  dialog,
  enterPath,
  openTab,
  says,
  startBehindProxy,
  startScan,
  title,
} from "../../../test/page/dialog-under-test.tsx";

describe("closing the dialog", () => {
  it("stops nothing; opened again, it shows how far the scan is", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await tab.user.keyboard("{Escape}");
    await closed();
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await tab.goTo(`/?scan=${scan.job.id}`);
    await title("Scanning");
    await says("1 file so far");
    expect(behind.proxy.count("POST /cancel")).toBe(0);
  });

  it("before the server has answered starts the scan all the same, and does not open again by itself", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const start = behind.proxy.hold("POST /videos/scan");
    await tab.user.click(button("Start scan"));
    await start.held;
    await tab.user.keyboard("{Escape}");
    await closed();
    await tab.goTo("/?scan=new");
    await title("Starting…");
    await tab.user.click(button("Close"));
    start.release();
    await waitFor(() => expect(tab.started).toHaveLength(1));
    await waitFor(() => expect(tab.feed.state().active).toHaveLength(1));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(tab.address()).toBe("/");
    await tab.goTo("/?scan=new");
    await title("Scan a directory");
  });

  it("right after Start and Cancel were pressed cancels the scan all the same", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const start = behind.proxy.hold("POST /videos/scan");
    await tab.user.click(button("Start scan"));
    await start.held;
    await tab.user.click(button("Cancel scan"));
    await tab.user.keyboard("{Escape}");
    await closed();
    start.release();
    const { job } = await behind.api.nextScan();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${job.id}/wait`);
    expect(body.status).toBe("cancelled");
  });

  it("while the scan is cancelling changes nothing about that", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    scan.stopsWhenTold = false;
    await tab.user.click(button("Cancel scan"));
    await says("The results so far are kept.");
    await tab.user.click(button("Close the dialog"));
    await closed();
    await tab.goTo(`/?scan=${scan.job.id}`);
    await title("Cancelling…");
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
  });
});

describe("what goes wrong after the dialog was closed", () => {
  it("is shown when it is opened again: a refused start, with its path", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const start = behind.proxy.hold("POST /videos/scan");
    await tab.user.click(button("Start scan"));
    await start.held;
    await title("Starting…");
    expect(screen.queryByText(/The scan continues/)).toBeNull();
    await tab.user.keyboard("{Escape}");
    await closed();
    start.release({ status: 400, body: { detail: { code: "INVALID_PATH", message: "The disk is not there." } } });
    await waitFor(() => expect(tab.refusals).toHaveLength(1));
    await tab.goTo("/?scan=new");
    await says("The disk is not there.");
    expect(screen.getByLabelText("Directory")).toHaveProperty("value", behind.api.directory);
  });

  it("is shown when it is opened again: a refused cancel, once", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await says("You can close this dialog. The scan continues.");
    const cancel = behind.proxy.hold("POST /cancel");
    await tab.user.click(button("Cancel scan"));
    await cancel.held;
    await tab.user.keyboard("{Escape}");
    await closed();
    cancel.release({ status: 500, body: { detail: { code: "INTERNAL_ERROR", message: "It broke." } } });
    await waitFor(() => expect(tab.refusals).toHaveLength(1));
    await tab.goTo(`/?scan=${scan.job.id}`);
    await title("Scanning");
    await says("It broke. The scan continues. Press Cancel scan to try again.");
    await tab.user.keyboard("{Escape}");
    await closed();
    await tab.goTo(`/?scan=${scan.job.id}`);
    await title("Scanning");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("two presses of Start for one directory", () => {
  it("lead to one scan, which a cancel of the second stops", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    await tab.user.keyboard("{Escape}");
    await closed();
    await tab.goTo("/?scan=new");
    const start = behind.proxy.hold("POST /videos/scan");
    await tab.user.click(button("Start scan"));
    await start.held;
    await tab.user.click(button("Cancel scan"));
    start.release();
    await title("Scan cancelled");
    const { body } = await behind.api.call("GET", "/api/v1/jobs");
    expect(body.jobs).toMatchObject([{ status: "cancelled" }]);
  });
});

describe("loading the page again", () => {
  it("shows the scan that is running, with its Cancel button", async () => {
    await using behind = await startBehindProxy();
    const before = await openTab(behind.proxy.url);
    const scan = await startScan(before, behind);
    const address = before.address();
    before[Symbol.dispose]();
    using tab = await openTab(behind.proxy.url, address);
    await title("Scanning");
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    expect(address).toBe(`/?scan=${scan.job.id}`);
  });

  it("shows the end of a scan that has ended long ago", async () => {
    await using behind = await startBehindProxy();
    const id = await behind.api.scan();
    const scan = await behind.api.nextScan();
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    scan.finish();
    await behind.api.call("GET", `/api/v1/jobs/${id}/wait`);
    using tab = await openTab(behind.proxy.url, `/?scan=${id}`);
    await title("Scan complete");
    await says("1 video was added and is in your library.");
    await waitFor(() => expect(document.activeElement).toBe(button("Close")));
    await tab.user.click(screen.getByRole("link", { name: "Show the videos" }));
    await closed();
    expect(tab.address()).toBe(`/?job=${id}`);
  });

  it("says so when the address names no scan that there is", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url, "/?scan=0b1f0a36-7d3c-4a58-8b93-0d3ad4b7a001");
    await title("Scan not found");
    await tab.user.keyboard("{Escape}");
    await closed();
  });

  it("can be closed, and can cancel, while the server does not answer", async () => {
    await using behind = await startBehindProxy();
    const id = await behind.api.scan();
    behind.proxy.down();
    using tab = await openTab(behind.proxy.url, `/?scan=${id}`);
    await title("Opening the scan…");
    await tab.user.click(await screen.findByRole("button", { name: "Cancel scan" }));
    await says("Cannot reach the server. The cancel is sent as soon as the server answers.");
    await tab.user.keyboard("{Escape}");
    await closed();
    behind.proxy.up();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${id}/wait`);
    expect(body.status).toBe("cancelled");
  });
});

describe("with the keyboard", () => {
  it("the path has the focus, Enter starts, another Enter cancels nothing, Enter on Cancel does, Enter closes", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Directory")));
    await tab.user.keyboard(`${behind.api.directory.replaceAll("[", "[[")}{Enter}`);
    const scan = await behind.api.nextScan();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("group", { name: "The scan" })));
    await tab.user.keyboard("{Enter}");
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await waitFor(() => expect(dialog().textContent).toContain("New1"));
    expect(button("Cancel scan")).toBeTruthy();
    while (document.activeElement !== button("Cancel scan")) await tab.user.tab();
    await tab.user.keyboard("{Enter}");
    await title("Scan cancelled");
    await waitFor(() => expect(document.activeElement).toBe(button("Close")));
    await tab.user.keyboard("{Enter}");
    await closed();
  });

  it("a key that is held down after Cancel does not close", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    await waitFor(() => expect(document.activeElement).toBe(button("Close")));
    // What is not prevented presses the button.
    const isPressed = fireEvent.keyDown(button("Close"), { key: "Enter", repeat: true });
    expect(isPressed).toBe(false);
    expect(fireEvent.keyDown(button("Close"), { key: "Enter" })).toBe(true);
  });

  it("Tab goes from the path through the directories to Start, and round", async () => {
    await using behind = await startBehindProxy({ roots: [] });
    using tab = await openTab(behind.proxy.url);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Directory")));
    await enterPath(tab, "/");
    await screen.findByRole("list", { name: "Directories in /" });
    const names: string[] = [];
    for (let stop = 0; stop < 9; stop++) {
      await tab.user.tab();
      const { activeElement } = document;
      expect(dialog().contains(activeElement)).toBe(true);
      names.push(activeElement?.getAttribute("aria-label") ?? activeElement?.textContent ?? "");
    }
    expect(names.slice(0, 3)).toEqual(["Home directory", "/", "Show hidden directories"]);
    expect(names.slice(5)).toEqual(["More options", "Start scan", "Close the dialog", ""]);
    expect(document.activeElement).toBe(screen.getByLabelText("Directory"));
  });

  it("Escape closes and never cancels", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await tab.user.keyboard("{Escape}");
    await closed();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}`);
    expect(body).toMatchObject({ status: "running", cancel_requested_at: null });
  });
});
