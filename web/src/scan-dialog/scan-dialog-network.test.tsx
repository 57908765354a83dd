import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type GleanerProcess, startGleaner } from "../../../test/gleaner-process.ts";
import {
  button,
  closed,
  enterPath,
  isEnabled,
  openTab,
  says,
  startBehindProxy,
  startScan,
  title,
} from "../../../test/page/dialog-under-test.tsx";
import { FaultProxy } from "../../../test/page/fault-proxy.ts";

const unanswered = "Cannot reach the server. The cancel is sent as soon as the server answers.";
const outOfDate = "These are the last known numbers. They are updated as soon as the server answers.";

describe("while the network is gone", () => {
  it("the dialog says so, and follows the scan again when it is back", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    behind.proxy.down();
    await says(outOfDate);
    expect(isEnabled(button("Cancel scan"))).toBe(true);
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    behind.proxy.up();
    await says("1 file so far");
    expect(screen.queryByText(outOfDate)).toBeNull();
  });

  it("a cancel waits for it, and is sent when it is back", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    behind.proxy.down();
    await tab.user.click(button("Cancel scan"));
    await says(unanswered);
    expect(isEnabled(button("Cancelling…"))).toBe(false);
    behind.proxy.up();
    await title("Scan cancelled");
  });

  it("a cancel whose answer is lost on the way is taken as what it is: accepted", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    scan.stopsWhenTold = false;
    const lost = behind.proxy.loseAnswer("POST /cancel");
    await tab.user.click(button("Cancel scan"));
    await lost;
    await says("The results so far are kept.");
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
  });

  it("a cancel is sent when it is back though the dialog was closed meanwhile", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    behind.proxy.down();
    await tab.user.click(button("Cancel scan"));
    await says(unanswered);
    await tab.user.click(button("Close"));
    await closed();
    behind.proxy.up();
    const { body } = await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}/wait`);
    expect(body.status).toBe("cancelled");
  });

  it("a scan ends, and the dialog says how when it is back", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    behind.proxy.down();
    await says(outOfDate);
    scan.finish();
    await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}/wait`);
    behind.proxy.up();
    await title("Scan complete");
  });
});

describe("a start that gets no answer", () => {
  it("leaves the form with its path, and the scan that it has begun is followed", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    // The first requests that look for the scan get no answer either.
    const lost = behind.proxy.loseAnswer("POST /videos/scan").then(() => behind.proxy.down());
    await tab.user.click(button("Start scan"));
    await lost;
    await says(/may or may not have started/);
    expect(screen.getByLabelText("Directory")).toHaveProperty("value", behind.api.directory);
    behind.proxy.up();
    await title("Scanning");
    const { body } = await behind.api.call("GET", "/api/v1/jobs");
    expect(tab.address()).toBe(`/?scan=${body.jobs[0].job_id}`);
  });

  it("is cancelled all the same when it has begun a scan", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, `${behind.api.directory}/`);
    const start = behind.proxy.hold("POST /videos/scan");
    // The first requests that look for the scan get no answer either.
    const seek = behind.proxy.hold("GET /jobs?limit=100");
    await tab.user.click(button("Start scan"));
    await start.held;
    await tab.user.click(button("Cancel scan"));
    start.release("unanswered");
    await seek.held;
    await title("Cannot reach the server");
    await says(/If it has, it is cancelled as soon as the server answers./);
    seek.release("unanswered");
    await title("Scan cancelled");
  });

  it("says that nothing was started when it has never arrived", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    behind.proxy.down();
    await tab.user.click(button("Start scan"));
    await says(/may or may not have started/);
    behind.proxy.up();
    await says(/The server is back. No scan of .* is running: start it again./);
    await tab.user.click(button("Start scan"));
    await title("Scanning");
  });

  it("shows the end of a short scan that is over when the network is back", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await enterPath(tab, behind.api.directory);
    const lost = behind.proxy.loseAnswer("POST /videos/scan").then(() => behind.proxy.down());
    await tab.user.click(button("Start scan"));
    await lost;
    const scan = await behind.api.nextScan();
    scan.finish();
    await behind.api.call("GET", `/api/v1/jobs/${scan.job.id}/wait`);
    behind.proxy.up();
    await title("Scan complete");
  });
});

describe("a server that answers with errors", () => {
  it("is not reported as unreachable", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    behind.proxy.setStreams("refuse");
    const detail = { code: "STORE_UNAVAILABLE", message: "The database cannot be read." };
    const works = behind.proxy.answerAll("GET /jobs", 503, { detail });
    await says("The server reports an error");
    expect(screen.queryByText(/^You can close this/)).toBeNull();
    await says(/^The database cannot be read\. These are the last known numbers\./);
    expect(screen.queryByText("Cannot reach the server")).toBeNull();
    works();
    await waitFor(() => expect(screen.queryByText("The server reports an error")).toBeNull());
  });
});

describe("a proxy that does not let events through", () => {
  it("closes the stream again and again: the scan is followed and cancelled all the same", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    behind.proxy.setStreams("refuse");
    await waitFor(() => expect(tab.feed.state().connection).toBe("polling"));
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await says("1 file so far");
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
  });

  it("holds the events back: the scan is followed and cancelled all the same", async () => {
    await using behind = await startBehindProxy();
    behind.proxy.setStreams("withhold");
    using tab = await openTab(behind.proxy.url);
    const scan = await startScan(tab, behind);
    await scan.commit({ videos: [join(behind.api.directory, "a.mp4")] });
    await says("1 file so far");
    scan.stopsWhenTold = false;
    await tab.user.click(button("Cancel scan"));
    await says("The results so far are kept.");
    scan.finish({ stoppedEarly: true });
    await title("Scan cancelled");
  });

  it("closes the stream once: it is opened again", async () => {
    await using behind = await startBehindProxy();
    using tab = await openTab(behind.proxy.url);
    await startScan(tab, behind);
    await waitFor(() => expect(tab.feed.state().connection).toBe("live"));
    const before = behind.proxy.count("GET /events");
    behind.proxy.cutStreams();
    await waitFor(() => expect(behind.proxy.count("GET /events")).toBeGreaterThan(before));
    await waitFor(() => expect(tab.feed.state().connection).toBe("live"));
  });
});

describe("a server that dies in the middle of a scan and is started again", () => {
  const clips = fileURLToPath(new URL("../../../samples/clips", import.meta.url));

  async function serve(data: string): Promise<{ server: GleanerProcess; url: string }> {
    const server = startGleaner(["serve", "--data", data, "--port", "0"], {
      environment: { GLEANER_MAX_RATE: "4" },
    });
    const [, url = ""] = await server.said(/(http:\/\/127\.0\.0\.1:\d+)/);
    return { server, url };
  }

  it("continues the scan, and the dialog follows: a cancel then keeps both parts", async () => {
    const data = await mkdtemp(join(tmpdir(), "gleaner-page-"));
    const first = await serve(data);
    await using proxy = await FaultProxy.start(first.url);
    using tab = await openTab(proxy.url);
    await enterPath(tab, clips);
    await tab.user.click(button("Start scan"));
    await title("Scanning");
    await says(/^[1-9]\d* of .* found so far$|^[1-9]\d* of \d+ files$/);
    first.server.kill("SIGKILL");
    await first.server.exit;
    await says(outOfDate);

    const second = await serve(data);
    proxy.target = second.url;
    expect(isEnabled(button("Cancel scan"))).toBe(true);
    // The number of files is known only a moment after a scan starts.
    await says(/^[1-9]\d* of (about )?\d+ files$/);
    await tab.user.click(button("Cancel scan"));
    await title("Scan cancelled");
    await says(/^Cancelled after \d+ of (about )?\d+ files\.$/);
    second.server.kill("SIGTERM");
    await second.server.exit;
    await rm(data, { recursive: true, force: true });
  });
});
