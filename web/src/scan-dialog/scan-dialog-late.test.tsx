import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import {
  type Behind,
  button,
  closed,
  enterPath,
  openTab,
  says,
  startBehindProxy,
  startScan,
  type Tab,
  title,
} from "../../../test/page/dialog-under-test.tsx";
import { ScanSessions } from "../scan-sessions/scan-sessions.ts";

const minutes = 60_000;

/** Completes a scan of the server's directory before the page opens. */
async function scanBefore({ api }: Behind): Promise<void> {
  const id = await api.scan();
  (await api.nextScan()).finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait`);
}

/** Presses *Start scan* in a browser whose clock differs from the server's. */
function startBy(clockMs: number): void {
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + clockMs);
  fireEvent.click(button("Start scan"));
  clock.mockRestore();
}

describe.each([
  ["five minutes ahead of", 5 * minutes],
  ["five minutes behind", -5 * minutes],
])("a start without an answer from a browser whose clock is %s the server's", (_, clockMs) => {
  it("is not confused with an earlier scan of the directory, if it started none", async () => {
    await using behind = await startBehindProxy();
    await scanBefore(behind);
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const start = behind.proxy.late("POST /videos/scan");
    startBy(clockMs);
    await start.lost;
    await says(/No scan of .* is running: start it again\./);
  });

  it("leads to the end of the scan that it has begun", async () => {
    await using behind = await startBehindProxy();
    await scanBefore(behind);
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const lost = behind.proxy.loseAnswer("POST /videos/scan").then(() => behind.proxy.down());
    startBy(clockMs);
    await lost;
    const scan = await behind.api.nextScan();
    scan.finish();
    await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}/wait`);
    behind.proxy.up();
    await title("Scan complete");
    await waitFor(() => expect(tab.address()).toBe(`/?scan=${scan.job.id}`));
  });
});

describe("a start that arrives after the server has said that there is no such scan", () => {
  /** *Start scan* and *Cancel scan* were pressed, and the request to start is on its way. */
  async function startAndCancel(tab: Tab, { api, proxy }: Behind): Promise<{ readonly arrive: () => void }> {
    await enterPath(tab, api.directory);
    const first = proxy.hold("GET /jobs?limit=1");
    const start = proxy.late("POST /videos/scan");
    await tab.user.click(button("Start scan"));
    await first.held;
    await tab.user.click(button("Cancel scan"));
    first.release();
    await says(/no scan of .* is running\. The request to start it may still arrive\. .* within two minutes/);
    return start;
  }

  it("is cancelled as requested, even if the dialog is closed", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const start = await startAndCancel(tab, behind);
    await tab.user.keyboard("{Escape}");
    await closed();
    start.arrive();
    const { job } = await behind.api.nextScan();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${job.id}/wait`);
    expect(body.status).toBe("cancelled");
  });

  it("is cancelled even if another directory is scanned in between, and that scan continues", async () => {
    await using behind = await startBehindProxy({ concurrency: 2 });
    const other = join(behind.api.directory, "other");
    await mkdir(other);
    using tab = await openTab(behind.proxy.url);
    const start = await startAndCancel(tab, behind);
    await enterPath(tab, other);
    await tab.user.click(button("Start scan"));
    const going = await behind.api.nextScan();
    await title("Scanning");
    start.arrive();
    const late = await behind.api.nextScan();
    expect(late.job.payload).toMatchObject({ path: behind.api.directory });
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${late.job.id}/wait`);
    expect(body.status).toBe("cancelled");
    await title("Scanning");
    expect(tab.address()).toBe(`/?scan=${going.job.id}`);
  });
});

describe("the answer to a start that arrives after the end of its scan", () => {
  it("leads to the end of the scan", async () => {
    await using behind = await startBehindProxy();
    let stop = () => {};
    const tab = await openTab(behind.proxy.url, "/?scan=new", {
      sessions({ api, feed }) {
        const startScan: typeof api.startScan = async (...request) => {
          const answer = await api.startScan(...request);
          await waitFor(() => expect(feed.state().jobs.get(answer.job_id)?.status).toBe("completed"));
          return answer;
        };
        const sessions = new ScanSessions({ api: { ...api, startScan }, feed });
        stop = sessions.start();
        return sessions;
      },
    });
    await enterPath(tab, behind.api.directory);
    await tab.user.click(button("Start scan"));
    (await behind.api.nextScan()).finish();
    await title("Scan complete");
    tab[Symbol.dispose]();
    stop();
  });
});

describe("a cancel that waits for a person to sign in", () => {
  it("is sent when that is done, though the page had given way to the sign-in", async () => {
    await using behind = await startBehindProxy();
    let stop = () => {};
    const tab = await openTab(behind.proxy.url, "/?scan=new", {
      sessions(parts) {
        const sessions = new ScanSessions(parts);
        stop = sessions.start();
        return sessions;
      },
    });
    const scan = await startScan(tab, behind);
    const signedIn = behind.proxy.answerAll("POST /cancel", 401, {
      detail: { code: "UNAUTHORIZED", message: "Sign in first." },
    });
    await tab.user.click(button("Cancel scan"));
    await says("Sign in first. The cancel is sent again until the server accepts it.");
    tab[Symbol.dispose]();
    expect(screen.queryByRole("dialog")).toBeNull();
    signedIn();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}/wait`);
    expect(body.status).toBe("cancelled");
    stop();
  });
});
