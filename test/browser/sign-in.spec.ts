/** A server with a token: the page asks for it once. */
import { expect, test } from "./gleaner-test.ts";
import { ScanDialogPage } from "./scan-dialog-page.ts";

test.use({ settings: { GLEANER_TOKEN: "open sesame" }, mayComplain: /401 \(Unauthorized\)/ });

test("the page asks for the token, refuses a wrong one, and works with the right one", async ({ page, gleaner }) => {
  await gleaner.makeVideos(8);
  await page.goto(`${gleaner.url}/?scan=new`);
  const token = page.getByRole("textbox", { name: "Token" });
  await token.fill("wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This is not the token of this server.")).toBeVisible();
  await token.fill("open sesame");
  await page.keyboard.press("Enter");
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await expect(dialog.title("Scan complete")).toBeVisible({ timeout: 30_000 });
  await dialog.show.click();
  await expect.poll(() => page.locator("main img").count(), { timeout: 30_000 }).toBeGreaterThan(0);
  await page.reload();
  await expect(page.getByText("8 videos", { exact: true })).toBeVisible();
});
