/** A server with a token: the page asks for the token once. */
import { expect, test } from "./gleaner-test.ts";
import { ScanDialogPage } from "./scan-dialog-page.ts";

test.use({ settings: { GLEANER_TOKEN: "open sesame" }, mayComplain: /401 \(Unauthorized\)/ });

test("the token is entered by keyboard, a wrong one is announced, and the session lasts until Sign out", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(8);
  await page.goto(`${gleaner.url}/?scan=new`);
  await expect(page.getByText("Gleaner", { exact: true })).toBeVisible();
  await expect(page).toHaveTitle("Sign in – Gleaner");
  const token = page.getByRole("textbox", { name: "Token" });
  await expect(token).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("Enter the token.");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Tab");
  const eye = page.getByRole("button", { name: "Show the token" });
  await expect(eye).toBeFocused();
  await page.keyboard.press("Space");
  await expect(token).toHaveAttribute("type", "text");
  await expect(page.getByRole("button", { name: "Hide the token" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("This is not the token of this server.");
  await expect(token).toBeFocused();

  await token.fill("open sesame");
  await page.keyboard.press("Enter");
  const dialog = new ScanDialogPage(page);
  await dialog.startScan(gleaner.videos);
  await dialog.untilComplete();
  await dialog.show.click();
  await expect.poll(() => page.locator("main img").count(), { timeout: 30_000 }).toBeGreaterThan(0);
  await page.reload();
  await expect(page.getByText(/^8 videos · /)).toBeVisible();

  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(token).toBeVisible();
  await page.reload();
  await expect(token).toBeVisible();
});
