/** The pages of active and ended scans. */
import { join } from "node:path";
import { makeClipTree } from "../clip-tree.ts";
import { expect, test } from "./gleaner-test.ts";

test.describe("while two scans run", () => {
  test.use({ settings: { GLEANER_MAX_RATE: "15" } });

  test("both are on top with their bars, and Cancel all stops them and keeps what they found", async ({
    page,
    gleaner,
  }) => {
    const roots = [join(gleaner.videos, "one"), join(gleaner.videos, "two")];
    for (const root of roots) await makeClipTree(root, 200);
    const ids = await Promise.all(roots.map((root) => gleaner.scan(root)));
    await page.goto(`${gleaner.url}/scans`);
    await expect(page.getByRole("progressbar")).toHaveCount(2);
    await expect
      .poll(async () => Math.min(...(await Promise.all(ids.map(async (id) => (await gleaner.job(id)).counts.new)))))
      .toBeGreaterThan(0);
    await page.getByRole("button", { name: "Cancel all" }).click();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    const library = gleaner.openLibrary();
    for (const id of ids) {
      const job = await gleaner.ended(id);
      expect(job.status).toBe("cancelled");
      expect(job.counts.new).toBe(library.rowsOf(id).written);
    }
    library.close();
    await expect(page.getByRole("button", { name: /^Resume the scan of/ })).toHaveCount(2);
  });

  test("the header says so, and has room for its buttons on screens of every width", async ({ page, gleaner }) => {
    await gleaner.makeVideos(300);
    await gleaner.scan();
    await page.goto(`${gleaner.url}/directories`);
    const header = page.getByRole("banner");
    await expect(header.getByText(/%$/).filter({ visible: true })).toBeVisible();
    for (const width of [390, 620, 768, 800, 1000, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const scan = header.getByRole("button", { name: /^Scan/ });
      await expect(scan).toHaveCount(1);
      const cut = () =>
        scan.evaluate((button) => {
          const label = button.querySelector("span > span:last-child") ?? button;
          return Math.max(label.scrollWidth - label.clientWidth, button.scrollWidth - button.clientWidth);
        });
      await expect.poll(cut, `cut at ${width}`).toBeLessThanOrEqual(0);
    }
  });

  test("the page of a scan draws its speed while it runs, cancels it, and resumes it", async ({ page, gleaner }) => {
    await gleaner.makeVideos(600);
    const id = await gleaner.scan();
    await page.goto(`${gleaner.url}/scans/${id}`);
    await expect(page.getByRole("group", { name: /Chart of files per second over time/ })).toBeVisible({
      timeout: 20_000,
    });
    await page
      .getByRole("main")
      .getByRole("button", { name: /^Cancel the scan of/ })
      .click();
    await expect(page.getByText(/^Cancelled after/)).toBeVisible();
    const job = await gleaner.ended(id);
    expect(job.status).toBe("cancelled");
    await page.getByRole("button", { name: /^Resume the scan of/ }).click();
    await expect(page).not.toHaveURL(new RegExp(id));
    expect((await gleaner.newestJob()).resumes).toBe(id);
    await page.getByRole("link", { name: /^The scan of / }).click();
    await expect(page).toHaveURL(new RegExp(id));
  });
});

test("a history of 2,000 scans renders only the rows in view, and can be read to its end", async ({
  page,
  gleaner,
}) => {
  await makeClipTree(gleaner.videos, 2);
  await gleaner.ended(await gleaner.scan());
  await gleaner.repeatHistory(2_000);
  await page.goto(`${gleaner.url}/scans`);
  const table = page.getByRole("table", { name: "History" });
  await expect(table.getByRole("row").nth(20)).toBeVisible();
  // Each step scrolls to the end of the loaded part, so the next part is loaded.
  await expect
    .poll(
      async () => {
        await page.getByRole("main").evaluate((main) => main.scrollTo({ top: main.scrollHeight }));
        return table.getByRole("row").last().getAttribute("aria-rowindex");
      },
      { intervals: [50], timeout: 60_000 },
    )
    .toBe("2001");
  await expect(table).toHaveAttribute("aria-rowcount", "2001");
  expect(await table.getByRole("row").count()).toBeLessThan(100);
});

test("2,000 scans after changes are one row, and are loaded no further than a person asks", async ({
  page,
  gleaner,
}) => {
  await makeClipTree(gleaner.videos, 2);
  await gleaner.ended(await gleaner.scan());
  await gleaner.repeatHistory(2_000, { trigger: "watch" });
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/jobs?status=completed")) asked.push(request.url());
  });
  await page.goto(`${gleaner.url}/scans`);
  const table = page.getByRole("table", { name: "History" });
  await expect(table.getByText("At least 500 scans after changes")).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(2);
  const more = page.getByRole("button", { name: "Show more" });
  await expect(more).toBeEnabled();
  expect(asked).toHaveLength(5);
  await more.click();
  await expect(table.getByText("At least 1,500 scans after changes")).toBeVisible();
  await expect(more).toBeEnabled();
  expect(asked).toHaveLength(15);

  await table.getByRole("button", { name: /1,500 scans after changes/ }).press("Enter");
  await expect(table.getByRole("link", { name: "After changes" }).first()).toBeVisible();
  expect(await table.getByRole("row").count()).toBeLessThan(100);
  await table.getByRole("link", { name: "After changes" }).first().click();
  await expect(page.getByText("About this scan")).toBeVisible();
});
