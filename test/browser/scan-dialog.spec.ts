/** FR-007: the cancel button works during a scan, and the page shows the cancelled state with the kept videos. */
import { expect, test } from "./gleaner-test.ts";
import { ScanDialogPage } from "./scan-dialog-page.ts";

test("an empty library offers one thing, and a scan from it runs to its end and shows what it found", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(60);
  await page.goto(gleaner.url);
  await page.getByRole("main").getByRole("button", { name: "Scan a directory" }).click();
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilComplete();
  const job = await gleaner.newestJob();
  expect(job.status).toBe("completed");
  expect(await dialog.counts()).toEqual({ new: 60, updated: 0, skipped: 0, missing: 0, errors: 0 });

  await dialog.show.click();
  await expect(dialog.dialog).toBeHidden();
  await expect(page.getByText(/^60 videos · /)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`job=${job.job_id}`));
});

test.describe("a scan that takes its time", () => {
  test.use({ settings: { GLEANER_MAX_RATE: "40" } });

  test("a repeated press of Cancel scan after the end presses none of the buttons in its place", async ({
    page,
    gleaner,
  }) => {
    await gleaner.makeVideos(100);
    await page.goto(`${gleaner.url}/?scan=new`);
    const dialog = new ScanDialogPage(page);
    await dialog.startScan(gleaner.videos);
    await dialog.untilSomeFound();
    // The element under the pointer when the buttons of the outcome appear.
    const hit = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const observer = new MutationObserver(() => {
            const buttons = [...document.querySelectorAll("[role=dialog] button")];
            const resume = buttons.find(({ textContent }) => textContent === "Resume scan");
            if (resume === undefined) return;
            observer.disconnect();
            const { x, y, width, height } = resume.getBoundingClientRect();
            resolve(document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button")?.textContent ?? "");
          });
          observer.observe(document.body, { childList: true, subtree: true });
        }),
    );
    await dialog.cancel.click();
    expect(await hit).toBe("");
    await expect(dialog.title("Scan cancelled")).toBeVisible();
    // The buttons work a moment later.
    await dialog.close.click();
    await expect(dialog.dialog).toBeHidden();
  });

  test("cancelled in the middle, it says exactly what the database holds, and resuming does the rest", async ({
    page,
    gleaner,
  }) => {
    const files = await gleaner.makeVideos(160);
    await page.goto(`${gleaner.url}/?scan=new`);
    const dialog = new ScanDialogPage(page);
    await dialog.startScan(gleaner.videos);
    await expect(dialog.cancel).toBeEnabled();
    await dialog.untilSomeFound();
    await dialog.cancel.click();
    await expect(dialog.title("Scan cancelled")).toBeVisible();

    const job = await gleaner.newestJob();
    expect(job.status).toBe("cancelled");
    const library = gleaner.openLibrary();
    const rows = library.rowsOf(job.job_id);
    library.close();
    const shown = await dialog.counts();
    expect(shown.new + shown.updated).toBe(rows.written);
    expect(shown.errors).toBe(rows.errors);
    expect(await dialog.cancelledText()).toEqual({ scanned: job.counts.scanned, added: rows.written });
    expect(rows.written).toBeGreaterThan(0);
    expect(rows.written).toBeLessThan(files.length);

    await dialog.resume.click();
    await dialog.untilComplete();
    const resumed = await gleaner.newestJob();
    expect(resumed.resumes).toBe(job.job_id);
    expect(await dialog.counts()).toMatchObject({
      new: files.length - rows.written,
      skipped: rows.written,
    });
    expect((await gleaner.videoList()).total).toBe(files.length);
  });

  test("closing the dialog stops nothing, and the header opens it again", async ({ page, gleaner }) => {
    await gleaner.makeVideos(400);
    await page.goto(`${gleaner.url}/?scan=new`);
    const dialog = new ScanDialogPage(page);
    await dialog.startScan(gleaner.videos);
    await dialog.untilSomeFound();
    await page.keyboard.press("Escape");
    await expect(dialog.dialog).toBeHidden();
    expect((await gleaner.newestJob()).status).toBe("running");
    await page.getByRole("link", { name: "Scans" }).click();
    await page
      .getByRole("banner")
      .getByRole("button", { name: /Open the scan of/ })
      .click();
    await expect(dialog.cancel).toBeEnabled();
    await dialog.cancel.click();
    await expect(dialog.title("Scan cancelled")).toBeVisible();
  });
});

test("everything can be done with the keyboard alone", async ({ page, gleaner }) => {
  await gleaner.makeVideos(30);
  await page.goto(gleaner.url);
  const dialog = new ScanDialogPage(page);
  await page.getByRole("main").getByRole("button", { name: "Scan a directory" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.path).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(gleaner.videos);
  await page.keyboard.press("Enter");
  await dialog.untilComplete();
  await page.keyboard.press("Escape");
  await expect(dialog.dialog).toBeHidden();
  await expect(page.getByText(/^30 videos · /)).toBeVisible();
});

test("pressing start twice starts one scan and cancels nothing, on a phone and on a desk", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(20);
  const dialog = new ScanDialogPage(page);
  for (const viewport of [
    { width: 390, height: 740 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(viewport);
    await page.goto(`${gleaner.url}/?scan=new`);
    await dialog.path.fill(gleaner.videos);
    await dialog.start.dblclick();
    await dialog.untilComplete();
  }
  await page.goto(`${gleaner.url}/?scan=new`);
  await dialog.path.fill(gleaner.videos);
  await dialog.path.press("Enter");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await gleaner.newestJob()).status).toBe("completed");
});

test("the dialog is a step of the history once, and gives the focus to the page when its address has opened it", async ({
  page,
  gleaner,
}) => {
  await page.goto(`${gleaner.url}/scans`);
  const dialog = new ScanDialogPage(page);
  const open = async () => {
    await page.getByRole("banner").getByRole("button", { name: "Scan a directory" }).click();
    await expect(dialog.dialog).toBeVisible();
  };
  await open();
  await page.goBack();
  await expect(dialog.dialog).toBeHidden();
  await page.getByRole("link", { name: "Library" }).click();
  await open();
  await page.keyboard.press("Escape");
  await expect(dialog.dialog).toBeHidden();
  await page.goBack();
  await expect(page).toHaveURL(/\/scans$/);
  await expect(dialog.dialog).toBeHidden();

  // Closed twice at once, it goes back one step.
  await page.getByRole("link", { name: "Library" }).click();
  await open();
  await dialog.dialog.getByRole("button", { name: "Close the dialog" }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect(dialog.dialog).toBeHidden();
  await expect(page).toHaveURL(`${gleaner.url}/`);

  await page.goto(`${gleaner.url}/?scan=new`);
  await expect(dialog.path).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog.dialog).toBeHidden();
  await expect(page.getByRole("main")).toBeFocused();
});
