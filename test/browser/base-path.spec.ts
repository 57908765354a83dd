/** The page of a server below a path, such as behind a reverse proxy. */
import { expect, test } from "./gleaner-test.ts";
import { ScanDialogPage } from "./scan-dialog-page.ts";

test.use({ settings: { GLEANER_BASE_PATH: "/media/gleaner", GLEANER_MAX_RATE: "30" } });

test("everything stays below the base path: pages, files, posters, events, links and the API's description", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(200);
  const base = gleaner.url;
  expect(base).toMatch(/\/media\/gleaner$/);
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${base}/`)) outside.push(request.url());
  });
  await page.goto(`${base}/?scan=new`);
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilSomeFound();
  const events = page.waitForRequest(`${base}/api/v1/events`);
  await page.reload();
  await events;
  // The chart needs a scan of more than two seconds.
  await dialog.untilSomeFound(80);
  await dialog.cancel.click();
  await expect(dialog.title("Scan cancelled")).toBeVisible();
  await dialog.show.click();
  await expect(page).toHaveURL(new RegExp(`^${base}/\\?job=`));
  await expect.poll(() => page.locator("main img").count(), { timeout: 30_000 }).toBeGreaterThan(0);

  const card = page.locator("a[data-video-id]").first();
  await expect(card).toHaveAttribute("href", /^\/media\/gleaner\/\?/);
  await card.click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Scans" }).click();
  await expect(page).toHaveURL(`${base}/scans`);
  await page.getByRole("link", { name: gleaner.videos }).first().click();
  await expect(page).toHaveURL(new RegExp(`^${base}/scans/[-0-9a-f]{36}$`));
  // The files of the page are also found from a deeper address.
  await page.reload();
  await expect(page.getByRole("heading", { name: gleaner.videos })).toBeVisible();
  await expect(page.locator(".recharts-surface").first()).toBeVisible();
  await page.goto(`${base}/docs`);
  await expect(page.getByRole("heading", { name: /Gleaner/ }).first()).toBeVisible();
  expect(outside).toEqual([]);
});
