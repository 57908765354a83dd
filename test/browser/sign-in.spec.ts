/** A server with a token: the page asks for the token once. */
import { expect, test } from "./gleaner-test.ts";
import { ScanDialogPage } from "./scan-dialog-page.ts";

test.use({ settings: { GLEANER_TOKEN: "open sesame" }, mayComplain: /401 \(Unauthorized\)/ });

test("everything on the sign-in page can be done by keyboard, and a wrong token is announced", async ({
  page,
  gleaner,
}) => {
  await page.goto(gleaner.url);
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
});

test("Sign out ends the session, also for the next visit", async ({ page, gleaner }) => {
  await page.goto(gleaner.url);
  await page.getByRole("textbox", { name: "Token" }).fill("open sesame");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No videos yet")).toBeVisible();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("textbox", { name: "Token" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Token" })).toBeVisible();
});

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
  await expect(page.getByText(/^8 videos · /)).toBeVisible();
});
