import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import {
  button,
  dialog,
  directories,
  enterPath,
  listOf,
  namesIn,
  openTab,
  pathField,
  says,
  startBehindProxy,
  startScan,
  title,
} from "../../../test/page/dialog-under-test.tsx";

describe("starting a scan", () => {
  it("takes the directory and whether to include subdirectories, and remembers the directory", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    await tab.user.click(screen.getByLabelText("Include subdirectories"));
    await tab.user.click(button("Start scan"));
    const { job } = await behind.api.nextScan();
    expect(job.payload).toMatchObject({ path: behind.api.directory, recursive: false });
    await title("Scanning");
    tab[Symbol.dispose]();
    using again = await openTab(behind.proxy.url);
    expect(pathField().value).toBe(behind.api.directory);
    expect(again.address()).toBe("/?scan=new");
  });

  it("takes the rarely used options, and shows those that are chosen", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const options = screen.getByText("More options").closest("details");
    expect(options?.open).toBe(false);
    await tab.user.click(screen.getByText("More options"));
    await tab.user.click(await screen.findByLabelText("Read all files again"));
    // A full scan reads unreadable files again too.
    expect(screen.getByLabelText<HTMLInputElement>("Try unreadable files again").checked).toBe(true);
    await tab.user.click(button("Start scan"));
    const { job } = await behind.api.nextScan();
    expect(job.payload).toMatchObject({ recursive: true, full: true });
    await title("Scanning");
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    await says("A resumed scan skips files that this scan has already read again. It reads all others.");
    await tab.goTo("/?scan=new");
    expect((await screen.findByText("More options")).closest("details")?.open).toBe(true);
  });

  it("of a directory that is being scanned with other options says that the scan keeps its options", async () => {
    await using behind = await startBehindProxy();
    await behind.api.scan();
    await behind.api.nextScan();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    await tab.user.click(screen.getByText("More options"));
    await tab.user.click(await screen.findByLabelText("Try unreadable files again"));
    await tab.user.click(button("Start scan"));
    await says("This scan was already running. It keeps the options it was started with.");
  });

  it("offers the directory of the last scan in such a way that typing or pasting another replaces it", async () => {
    await using behind = await startBehindProxy();
    localStorage.setItem("gleaner.last-path", "/mnt/films");
    using tab = await openTab(behind.proxy.url);
    await waitFor(() => expect(document.activeElement).toBe(pathField()));
    expect([pathField().selectionStart, pathField().selectionEnd]).toEqual([0, "/mnt/films".length]);
    await tab.user.paste(behind.api.directory);
    expect(pathField().value).toBe(behind.api.directory);
    // A letter typed in the list goes to the end of the path.
    await directories(behind.api, "2019");
    await tab.user.type(pathField(), "/");
    await listOf(behind.api.directory);
    await tab.user.keyboard("{ArrowDown}2");
    expect(pathField().value).toBe(`${behind.api.directory}/2`);
    await tab.user.keyboard("0");
    expect(pathField().value).toBe(`${behind.api.directory}/20`);
  });

  it("asks for a directory when there is none", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await tab.user.click(button("Start scan"));
    await says("Enter the full path of a directory, or choose one below.");
    expect(behind.proxy.count("POST /videos/scan")).toBe(0);
    expect(document.activeElement).toBe(pathField());
  });

  it("takes a path that was pasted with blanks around it", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await directories(behind.api, "2019");
    await enterPath(tab, `  ${behind.api.directory} `);
    expect(namesIn(await listOf(behind.api.directory))).toEqual(["2019"]);
    await tab.user.click(button("Start scan"));
    const { job } = await behind.api.nextScan();
    expect(job.payload).toMatchObject({ path: behind.api.directory });
  });

  it("says that ~ is no path, while it is typed", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, "~/Videos");
    await says(/^~ is not supported here/);
    await tab.user.click(button("Start scan"));
    expect(document.activeElement).toBe(pathField());
    expect(behind.proxy.count("POST /videos/scan")).toBe(0);
    expect(behind.proxy.count("GET ~")).toBe(0);
  });

  it("says why the server refuses it, and keeps the path", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const path = join(behind.api.directory, "nothing here");
    await enterPath(tab, path);
    await tab.user.click(button("Start scan"));
    await waitFor(() => expect(pathField().getAttribute("aria-invalid")).toBe("true"));
    expect(pathField().value).toBe(path);
    expect(pathField().getAttribute("aria-describedby")).toContain("error");
    await waitFor(() =>
      expect(screen.getByRole("status").textContent).toMatch(/^The scan was not started\. Cannot read/),
    );
    await waitFor(() => expect(document.activeElement).toBe(pathField()));
    await tab.user.keyboard("x");
    expect(pathField().getAttribute("aria-invalid")).not.toBe("true");
  });

  it("of a directory that is being scanned already shows that scan", async () => {
    await using behind = await startBehindProxy();
    const id = await behind.api.scan();
    await symlink(behind.api.directory, join(behind.api.directory, "link"));
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, join(behind.api.directory, "link"));
    await tab.user.click(button("Start scan"));
    await title("Scanning");
    await waitFor(() => expect(tab.address()).toBe(`/?scan=${id}`));
  });

  it("again from a cancelled scan is followed under its own address", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    await tab.user.click(button("Resume scan"));
    const resumed = await behind.api.nextScan();
    await title("Scanning");
    expect(resumed.job.resumes).toBe(scan.job.id);
    await waitFor(() => expect(tab.address()).toBe(`/?scan=${resumed.job.id}`));
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
  });

  it("again can be cancelled before the server has answered", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    const resume = behind.proxy.hold("POST /resume");
    await tab.user.click(button("Resume scan"));
    await resume.held;
    await tab.user.click(button("Cancel scan"));
    resume.release();
    const { job } = await behind.api.nextScan();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${job.id}/wait`);
    expect(body).toMatchObject({ status: "cancelled" });
    await title("Scan cancelled");
  });

  it("again says why when that is refused", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    behind.proxy.answer("POST /resume", 400, { detail: { code: "INVALID_PATH", message: "The disk is not there." } });
    await tab.user.click(button("Resume scan"));
    await says("The disk is not there.");
    await title("Scan cancelled");
  });

  it("counts files that could still not be read, and says so in its outcome", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ unreadable: 3 });
    scan.finish();
    await title("Scan complete");
    await says(/^Scanned 3 files in /);
    expect((await screen.findByText("Still unreadable")).nextElementSibling?.textContent).toBe("3");
    expect(screen.getByText("Errors").nextElementSibling?.textContent).toBe("0");
    screen.getByRole("link", { name: "3 files could still not be read" });
  });

  it("that may have met an unmounted disk offers to confirm that it is empty, and follows the new scan", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ lostDisks: [behind.api.directory] });
    scan.finish();
    await title("Scan ended");
    await tab.user.click(await screen.findByRole("button", { name: "The videos are gone" }));
    const { job } = await behind.api.nextScan();
    expect(job.payload).toMatchObject({ path: behind.api.directory, accept_empty: true });
    await title("Scanning");
    expect(tab.address()).toBe(`/?scan=${job.id}`);
  });

  it("shows the reason when it fails, and what was kept", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    scan.fail("The disk has gone.");
    await title("Scan failed");
    await says("The disk has gone.");
    await says("1 video was added and is in your library.");
    button("Resume scan");
  });
});

describe("a scan that has ended", () => {
  it("says what it passed over as it could not be read before", async () => {
    await using behind = await startBehindProxy();
    const { directory } = behind.api;
    using tab = await openTab(behind.proxy.url);
    const first = await startScan(tab, behind);
    await first.commit({ videos: [join(directory, "a.mp4")], problems: [join(directory, "b.mp4")] });
    first.finish();
    await screen.findByRole("link", { name: "1 file could not be read" });
    await tab.user.click(button("Scan another directory"));
    const again = await startScan(tab, behind);
    await again.commit({ unreadable: 1 });
    again.finish();
    const link = await screen.findByRole("link", { name: "1 file could still not be read" });
    expect(link.getAttribute("href")).toBe(`/scans/${again.job.id}`);
  });

  it("does not call a directory that could not be read a file", async () => {
    await using behind = await startBehindProxy();
    const { directory } = behind.api;
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ unreadableDirectories: [join(directory, "secret")], problems: [join(directory, "b.mp4")] });
    scan.finish();
    await screen.findByRole("link", { name: "1 file and 1 directory could not be read" });
  });
});

describe("people who use a screen reader", () => {
  it("hear each change of state", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const announced: string[] = [];
    const status = screen.getByRole("status");
    const listening = new MutationObserver(() => announced.push(status.textContent));
    listening.observe(status, { childList: true, characterData: true, subtree: true });
    const scan = await startScan(tab, behind);
    scan.stopsWhenTold = false;
    for (const name of ["a", "b", "c"]) await scan.commit({ videos: [join(behind.api.directory, `${name}.mp4`)] });
    await says("3 files so far");
    await tab.user.click(button("Cancel scan"));
    await says("The results so far are kept.");
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
    await waitFor(() =>
      expect(announced.at(-1)).toMatch(/^Scan cancelled\. Cancelled after 3 files\. 3 videos were added/),
    );
    listening.disconnect();
    expect(announced.slice(0, -1)).toEqual(["Starting…", "Scanning", "Cancelling…"]);
  });

  it("find every state of the dialog in order", async () => {
    await using behind = await startBehindProxy();
    await directories(behind.api, "2019");
    using tab = await openTab(behind.proxy.url);
    const check = async () => {
      // Nothing is drawn here, so that contrasts cannot be measured.
      const options = { rules: { "color-contrast": { enabled: false } } };
      const { violations } = await axe.run(dialog(), options);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    };
    await enterPath(tab, behind.api.directory);
    await listOf(behind.api.directory);
    await check();
    await tab.user.click(button("Start scan"));
    const scan = await behind.api.nextScan();
    scan.stopsWhenTold = false;
    await scan.commit({
      videos: [join(behind.api.directory, "a.mp4")],
      problems: [join(behind.api.directory, "b.mp4")],
    });
    await says("2 files so far");
    await check();
    await tab.user.click(button("Cancel scan"));
    await says("The results so far are kept.");
    await check();
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
    await check();
  });
});
