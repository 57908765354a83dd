/** The filters of the library: how many presses an answer takes, the keyboard, and axe with the panel open. */
import { expectNoViolations } from "./axe.ts";
import { expect, type Gleaner, test } from "./gleaner-test.ts";

// Axe takes seconds where the processor is busy.
test.slow();

const films = 10_000;

/** How many films are 4K and HDR and have no German sound, as the rows of the database say, and their bytes. */
function answerOf(gleaner: Gleaner): { readonly count: number; readonly bytes: number } {
  const library = gleaner.openLibrary();
  try {
    return library.sizesOf(
      "width = 3840 and hdr <> 'sdr' and audio_languages not like '%ger%' and audio_languages <> 'deu'",
    );
  } finally {
    library.close();
  }
}

for (const width of [1440, 360]) {
  test(`which films are 4K HDR without German sound takes four presses, ${width} pixels wide`, async ({
    page,
    gleaner,
  }) => {
    await gleaner.fill(films);
    const { count, bytes } = answerOf(gleaner);
    expect(count).toBeGreaterThan(100);
    await page.setViewportSize({ width, height: 900 });
    await page.goto(gleaner.url);
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("checkbox", { name: /^4K, / }).click();
    await page.getByRole("checkbox", { name: /^HDR, / }).click();
    await page.getByRole("button", { name: "Without German sound", exact: true }).click();
    // The answer is above the list, and on a phone at the foot of the panel, too.
    const summary = page.getByText(new RegExp(`^${count} videos.* · ${Math.round(bytes / 1e9)} GB · \\d+ h$`));
    await expect(summary).toBeVisible();
    await expect(page).toHaveURL(/\?resolution=2160p&hdr=any&audio_language=!de$/);
    if (width === 360) await expect(page.getByRole("button", { name: `Show ${count} videos` })).toBeVisible();
    await expectNoViolations(page, "the panel of filters");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);

    const sound = page.getByRole("region", { name: "Sound", exact: true });
    // The same by keyboard, from the address alone.
    await page.reload();
    await expect(summary).toBeVisible();
    await page.getByRole("button", { name: "Filters, 3 set" }).press("Enter");
    await expect(page.getByRole("heading", { name: "Filters" })).toBeFocused();
    await page.getByRole("button", { name: "Without German sound", exact: true }).press("Space");
    await expect(page).toHaveURL(/\?resolution=2160p&hdr=any$/);
    await page.keyboard.press("Shift+Tab");
    await expect(sound.getByRole("checkbox", { name: /^German, / })).toBeFocused();
    await page.keyboard.press("Space");
    await expect(page).toHaveURL(/\?resolution=2160p&hdr=any&audio_language=de$/);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Filters, 3 set" })).toBeFocused();
    await expect(page.getByRole("heading", { name: "Filters" })).toHaveCount(0);
    await page.goBack();
    await page.goBack();
    await expect(summary).toBeVisible();
  });
}
