/** The scan dialog with broken networks, killed servers and reloads. The dialog tells the truth, and the scan keeps its videos. */
import { FaultProxy } from "../page/fault-proxy.ts";
import { expect, test } from "./gleaner-test.ts";
import { ScanDialogPage } from "./scan-dialog-page.ts";

test.use({
  settings: { GLEANER_MAX_RATE: "30" },
  // The browser reports requests that find no server, no network, or nothing at their address.
  mayComplain: /net::ERR_|404 \(Not Found\)|502 \(Bad Gateway\)|MIME type/,
});

test("a reload in the middle changes nothing: the scan continues, and the dialog follows it", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(300);
  await page.goto(`${gleaner.url}/?scan=new`);
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilSomeFound();
  const before = await dialog.counts();
  await page.reload();
  await dialog.untilSomeFound(before.new);
  await dialog.cancel.click();
  await expect(dialog.title("Scan cancelled")).toBeVisible();
  const job = await gleaner.newestJob();
  expect(await dialog.cancelledText()).toMatchObject({ scanned: job.counts.scanned, added: job.counts.new });
});

test("a server that is killed and started again continues the scan, and the dialog finds it", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(120);
  await page.goto(`${gleaner.url}/?scan=new`);
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilSomeFound();
  await gleaner.kill();
  await expect(dialog.dialog).toContainText("Cannot reach the server");
  const library = gleaner.openLibrary();
  const kept = library.paths().length;
  library.close();
  await gleaner.start();
  await expect(dialog.dialog).not.toContainText("Cannot reach the server", { timeout: 15_000 });
  await dialog.untilComplete();
  const job = await gleaner.newestJob();
  // The killed run had saved videos, so it is charged no attempt.
  expect(job.attempt).toBe(0);
  expect(job.counts.new).toBe(120);
  expect(kept).toBeGreaterThan(0);
  expect((await dialog.counts()).new).toBe(120);
});

test("the network goes away and comes back, and the dialog shows what has happened meanwhile", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(250);
  await using network = await FaultProxy.start(gleaner.url);
  await page.goto(`${network.url}/?scan=new`);
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilSomeFound();
  network.down();
  await expect(dialog.dialog).toContainText("Cannot reach the server", { timeout: 15_000 });
  expect((await gleaner.newestJob()).status).toBe("running");
  await gleaner.ended((await gleaner.newestJob()).job_id);
  network.up();
  await expect(dialog.title("Scan complete")).toBeVisible({ timeout: 15_000 });
  expect((await dialog.counts()).new).toBe(250);
});

test("a scan that is cancelled in one tab is seen to stop in the other", async ({ page, context, gleaner }) => {
  await gleaner.makeVideos(900);
  await page.goto(`${gleaner.url}/?scan=new`);
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilSomeFound();
  const other = await context.newPage();
  await other.goto(page.url());
  const otherDialog = new ScanDialogPage(other);
  await otherDialog.untilSomeFound();
  await otherDialog.cancel.click();
  await expect(otherDialog.title("Scan cancelled")).toBeVisible();
  await expect(dialog.title("Scan cancelled")).toBeVisible();
  expect(await dialog.cancelledText()).toEqual(await otherDialog.cancelledText());
});

test("a proxy that refuses the events cannot keep the dialog from the truth", async ({ page, gleaner }) => {
  await gleaner.makeVideos(40);
  await using proxy = await FaultProxy.start(gleaner.url);
  proxy.setStreams("refuse");
  await page.goto(`${proxy.url}/?scan=new`);
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilComplete();
  expect((await dialog.counts()).new).toBe(40);
});
