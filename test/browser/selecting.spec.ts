/** Selecting videos of the library: by keyboard, by filter, on a phone; axe with the bar open. */
import { expectNoViolations } from "./axe.ts";
import { expect, test } from "./gleaner-test.ts";

// Axe takes seconds where the processor is busy.
test.slow();

for (const [width, view] of [
  [1440, "grid"],
  [360, "table"],
] as const) {
  test(`videos are selected with the keyboard, ${width} pixels wide (${view})`, async ({ page, gleaner }) => {
    await gleaner.fill(1_000);
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${gleaner.url}/?sort=filename${view === "table" ? "&view=table" : ""}`);
    const bar = page.getByRole("region", { name: "Selection" });
    await page.locator("a[data-index='0']").focus();
    await page.keyboard.press("Space");
    await expect(bar.getByText(/^1 selected · /)).toBeVisible();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await expect(bar.getByText(view === "table" ? /^3 selected · / : /^(?!1 )\d+ selected · /)).toBeVisible();
    // To the end of the list, over pages that are not loaded.
    await page.keyboard.press("Shift+End");
    await expect(bar.getByText(/^1,000 selected · /)).toBeVisible();
    await expectNoViolations(page, "the selection");
    // The whole bar fits.
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBe(width);
    for (const name of ["Scan again", "Check", "Remove", "Copy paths", "Export"]) {
      await expect(bar.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
    }
    await page.keyboard.press("Escape");
    await expect(bar).toBeHidden();
    await page.keyboard.press("Control+a");
    await expect(bar.getByText(/^1,000 selected · /)).toBeVisible();
  });
}
