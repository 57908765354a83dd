/** The page reloads while a request is unsettled. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import {
  type Behind,
  button,
  closed,
  enterPath,
  isEnabled,
  openTab,
  says,
  startBehindProxy,
  startScan,
  type Tab,
  title,
} from "../../../test/page/dialog-under-test.tsx";
import { cancelsOfTab } from "../scan-sessions/kept-cancels.ts";
import { ScanSessions } from "../scan-sessions/scan-sessions.ts";

const unanswered = "Cannot reach the server. The cancel is sent as soon as the server answers.";

interface PageLoad extends Disposable {
  readonly tab: Tab;
}

/** Loads the page in the same tab as before. */
async function load({ proxy }: Behind, at?: string): Promise<PageLoad> {
  let stop = () => {};
  const tab = await openTab(proxy.url, at, {
    sessions(parts) {
      const sessions = new ScanSessions(parts, { cancels: cancelsOfTab(), retryMs: 100 });
      stop = sessions.start();
      return sessions;
    },
  });
  return {
    tab,
    [Symbol.dispose]() {
      window.dispatchEvent(new Event("pagehide"));
      tab[Symbol.dispose]();
      stop();
    },
  };
}

describe("a cancel without an answer when the page reloads", () => {
  it("is shown as what it is, and sent when the server answers", async () => {
    await using behind = await startBehindProxy();
    let address = "";
    {
      using page = await load(behind);
      await startScan(page.tab, behind);
      behind.proxy.down();
      await page.tab.user.click(button("Cancel scan"));
      await says(unanswered);
      address = page.tab.address();
    }
    using _ = await load(behind, address);
    await title("Cancelling…");
    await says(unanswered);
    expect(isEnabled(button("Cancelling…"))).toBe(false);
    behind.proxy.up();
    await title("Scan cancelled");
  });

  it("is sent though the dialog is closed", async () => {
    await using behind = await startBehindProxy();
    let jobId = "";
    {
      using page = await load(behind);
      jobId = (await startScan(page.tab, behind)).job.id;
      behind.proxy.down();
      await page.tab.user.click(button("Cancel scan"));
      await says(unanswered);
      await page.tab.user.click(button("Close"));
      await closed();
    }
    using _ = await load(behind, "/");
    behind.proxy.up();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${jobId}/wait`);
    expect(body.status).toBe("cancelled");
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(cancelsOfTab().read()).toEqual([]));
  });

  it("finds the scan that a start without an answer started", async () => {
    await using behind = await startBehindProxy();
    {
      using page = await load(behind);
      await enterPath(page.tab, behind.api.directory);
      const start = behind.proxy.hold("POST /videos/scan");
      await page.tab.user.click(button("Start scan"));
      await start.held;
      await page.tab.user.click(button("Cancel scan"));
      behind.proxy.down();
      start.release("unanswered");
      await says(/If it has, it is cancelled as soon as the server answers./);
    }
    const scan = await behind.api.nextScan();
    using _ = await load(behind);
    await says(/If it has, it is cancelled as soon as the server answers./);
    behind.proxy.up();
    await title("Scan cancelled");
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}`);
    expect(body.status).toBe("cancelled");
  });

  it("is forgotten once the server has accepted it", async () => {
    await using behind = await startBehindProxy();
    using page = await load(behind);
    const scan = await startScan(page.tab, behind);
    scan.stopsWhenTold = false;
    const cancel = behind.proxy.hold("POST /cancel");
    await page.tab.user.click(button("Cancel scan"));
    await cancel.held;
    expect(cancelsOfTab().read()).toEqual([{ kind: "job", jobId: scan.job.id }]);
    cancel.release();
    await says("The results so far are kept.");
    expect(cancelsOfTab().read()).toEqual([]);
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
  });
});
